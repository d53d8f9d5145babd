"""Writes the Parquet files of this folder and what PyArrow reads in them: `pip install pyarrow==26.0.1; python write.py`.

They hold what DuckDB does not write: pages of version 2, checksums, INT96, decimals of 76 digits, streams of
split bytes, LZ4 as Hadoop packs it, FLOAT16. A line of `<file>.rows.ndjson` is a row, with numbers as text.
"""
import decimal, json, os, random
import pyarrow as pa, pyarrow.parquet as pq

decimal.getcontext().prec = 100
random.seed(7)
ROWS = 24
NANOS = {'ms': 10**6, 'us': 10**3, 'ns': 1}

def maybe(make): return None if random.random() < 0.15 else make()
def column(make, type): return pa.array([maybe(make) for _ in range(ROWS)], type)
def digits(n): return random.choice([random.randrange(-10**n + 1, 10**n), random.randrange(-99, 99), 1 - 10**n])
def decimals(n, scale): return decimal.Decimal(digits(n)).scaleb(-scale)
WORDS = ['', 'a', 'ümläut', '𝄞', 'x' * 40, '\ufeffmark', '日本']
def word(): return random.choice(WORDS)
def some(make, most): return [maybe(make) for _ in range(random.randrange(most))]

def flat():
    columns = {f'd{n}_{s}': column(lambda: decimals(n, s), pa.decimal128(n, s)) for n, s in [(9, 2), (18, 4), (38, 10)]}
    columns['d76_5'] = column(lambda: decimals(76, 5), pa.decimal256(76, 5))
    for unit, span in [('ms', 6 * 10**13), ('us', 6 * 10**16), ('ns', 9 * 10**18)]:
        def at(): return random.choice([random.randrange(-span, span), -1, 0, 1])
        columns[f'utc_{unit}'] = column(at, pa.timestamp(unit, 'UTC'))
        columns[f'clock_{unit}'] = column(at, pa.timestamp(unit))
    columns['date'] = column(lambda: random.randrange(-700_000, 2_000_000), pa.date32())
    columns['time'] = column(lambda: random.randrange(86_400_000_000), pa.time64('us'))
    columns['i32'] = column(lambda: random.randrange(-2**31, 2**31), pa.int32())
    columns['i64'] = column(lambda: random.randrange(-2**63, 2**63), pa.int64())
    columns['u32'] = column(lambda: random.randrange(2**32), pa.uint32())
    columns['u64'] = column(lambda: random.randrange(2**64), pa.uint64())
    columns['f32'] = column(lambda: random.choice([0.5, -1.25e10, 2.0**-100]), pa.float32())
    columns['f64'] = column(lambda: random.gauss(0, 1e9), pa.float64())
    columns['b'] = column(lambda: random.random() < 0.5, pa.bool_())
    columns['s'] = column(word, pa.string())
    return pa.table(columns)

def nested():
    struct = pa.struct([('x', pa.int64()), ('y', pa.list_(pa.string()))])
    def made(): return {'x': maybe(lambda: random.randrange(9)), 'y': maybe(lambda: some(word, 3))}
    return pa.table({
        'list': column(lambda: some(lambda: random.randrange(9), 4), pa.list_(pa.int32())),
        'lists': column(lambda: some(lambda: some(word, 3), 3), pa.list_(pa.list_(pa.string()))),
        'struct': column(made, struct),
        'structs': column(lambda: some(made, 4), pa.list_(struct)),
        'map': column(lambda: [(w, maybe(lambda: 1)) for w in random.sample(WORDS, 2)], pa.map_(pa.string(), pa.int32())),
    })

def clock(value, unit):
    import datetime
    seconds, nanos = divmod(value * NANOS[unit], 10**9)
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    fraction = f'{nanos:09d}'
    return f'{at.year:04d}' + at.strftime('-%m-%dT%H:%M:%S.') + fraction[:3] + fraction[3:].rstrip('0')

def shown(value, type):
    if value is None: return None
    if pa.types.is_decimal(type): return format(value if value else abs(value), 'f')
    if pa.types.is_integer(type): return str(value)
    if pa.types.is_map(type): return {key: shown(item, type.item_type) for key, item in value}
    if pa.types.is_list(type): return [shown(item, type.value_type) for item in value]
    if pa.types.is_struct(type): return {f.name: shown(value[f.name], f.type) for f in type}
    return value

def cells(values, type, is_utc):
    if pa.types.is_timestamp(type):
        zone = 'Z' if type.tz or is_utc else ''
        return [None if v is None else clock(v, type.unit) + zone for v in values.cast(pa.int64()).to_pylist()]
    if pa.types.is_date(type):
        return [None if v is None else clock(v * 86_400_000, 'ms')[:10] for v in values.cast(pa.int32()).to_pylist()]
    if pa.types.is_time(type):
        return [None if v is None else clock(v, type.unit)[11:] for v in values.cast(pa.int64()).to_pylist()]
    return [shown(value, type) for value in values.to_pylist()]

def path_of(name):
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), f'{name}.parquet')

def write(name, table, is_utc=False, **options):
    pq.write_table(table, path_of(name), **{'version': '2.6', 'compression': 'NONE', **options})
    say(path_of(name), is_utc)

def write_groups(name, table, *rows):
    with pq.ParquetWriter(path_of(name), table.schema) as writer:
        for n in rows: writer.write_table(table.slice(0, n))
    say(path_of(name))

def say(path, is_utc=False):
    read = pq.read_table(path)
    columns = [(field.name, cells(read.column(field.name), field.type, is_utc)) for field in read.schema]
    with open(path.replace('.parquet', '.rows.ndjson'), 'w') as file:
        for i in range(read.num_rows):
            file.write(json.dumps({n: values[i] for n, values in columns}, ensure_ascii=False) + '\n')

table = flat()
names = lambda test: [f.name for f in table.schema if test(f.type)]
write('version-2', table, data_page_version='2.0', compression='ZSTD', data_page_size=60, row_group_size=17)
write('checksums', table, write_page_checksum=True, compression='LZ4', max_rows_per_page=7)
write('brotli', table, compression='BROTLI', use_dictionary=False)
write('decimals-as-integers', table.select(names(pa.types.is_decimal)), store_decimal_as_integer=True, compression='GZIP')
write('differences', table, use_dictionary=False, data_page_version='2.0', data_page_size=100, column_encoding={
    **{n: 'DELTA_BINARY_PACKED' for n in names(lambda t: pa.types.is_integer(t) or pa.types.is_temporal(t))},
    **{n: 'DELTA_BYTE_ARRAY' for n in names(pa.types.is_decimal)}, 's': 'DELTA_LENGTH_BYTE_ARRAY', 'b': 'RLE'})
write('prefixes', table.select(['s']), use_dictionary=False, column_encoding={'s': 'DELTA_BYTE_ARRAY'})
write('split-bytes', table.select(names(lambda t: not (pa.types.is_string(t) or pa.types.is_boolean(t)))), use_dictionary=False,
      column_encoding={n: 'BYTE_STREAM_SPLIT' for n in names(lambda t: not (pa.types.is_string(t) or pa.types.is_boolean(t)))})
write('int96', table.select(['utc_ns']), is_utc=True, use_deprecated_int96_timestamps=True)
write('float16', pa.table({'f16': column(lambda: random.choice([1.5, -0.25, 2.0**-24, 65504.0]), pa.float16())}))
write('nested', nested(), data_page_version='2.0', compression='SNAPPY', max_rows_per_page=5)
write('nested-version-1', nested(), row_group_size=15, data_page_size=50)
write_groups('empty-groups', table.select(['s', 'i64']), 0, 2, 0, 0, 1, 0)
