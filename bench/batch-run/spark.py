"""The same in PySpark, local[2]: python spark.py <folder>; prints rows, events, and what it used."""

import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def used(pid):
    """Seconds of processor time and most megabytes of a process on Linux."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024


spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
events = spark.read.option("basePath", f"{sys.argv[1]}/lake/orders").parquet(f"{sys.argv[1]}/lake/orders/*/*/*")
rows = (
    events.where("_kind = 'event'")
    .groupBy("user", F.window("at", "1 minute"))
    .agg(F.count("*").alias("n"), F.sum("amount"), F.min("amount"), F.max("amount"))
    .collect()
)
python_seconds, python_megabytes = used(os.getpid())
java_seconds, java_megabytes = used(spark.sparkContext._gateway.proc.pid)
print(
    json.dumps(
        {
            "rows": len(rows),
            "events": sum(row["n"] for row in rows),
            "seconds": python_seconds + java_seconds,
            "megabytes": python_megabytes + java_megabytes,
        }
    )
)
