import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.security.MessageDigest;
import java.util.*;
import software.amazon.kinesis.retrieval.*;

/** Prints as JSON what the KCL makes of every *.bin in a folder, and of some records that are wrong. */
public class Unpack {
  static final BigInteger LAST = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  public static void main(String[] args) throws Exception {
    StringBuilder json = new StringBuilder("{\n");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(args[0]), "*.bin")) {
      TreeSet<Path> sorted = new TreeSet<>();
      files.forEach(sorted::add);
      for (Path file : sorted)
        add(json, file.getFileName().toString(), Files.readAllBytes(file), BigInteger.ZERO, LAST);
    }
    byte[] two = {0x0a, 1, 'a', 0x0a, 1, 'b', 0x1a, 5, 8, 0, 0x1a, 1, '1', 0x1a, 5, 8, 1, 0x1a, 1, '2'};
    byte[] wrong = packed(two);
    wrong[wrong.length - 1] ^= 1;
    add(json, "wrong digest", wrong, BigInteger.ZERO, LAST);
    add(json, "truncated message, right digest", packed(Arrays.copyOf(two, two.length - 1)), BigInteger.ZERO, LAST);
    byte[] outside = two.clone();
    outside[16] = 9;
    add(json, "second key index outside the table", packed(outside), BigInteger.ZERO, LAST);
    BigInteger a = new BigInteger(1, MessageDigest.getInstance("MD5").digest("a".getBytes()));
    add(json, "second event outside the range", packed(two), a, a);
    add(json, "both events outside the range", packed(two), LAST, LAST);
    json.setLength(json.length() - 2);
    Files.writeString(Path.of(args[1]), json.append("\n}\n").toString());
  }

  static byte[] packed(byte[] message) throws Exception {
    ByteBuffer out = ByteBuffer.allocate(message.length + 20).put(AggregatorUtil.AGGREGATED_RECORD_MAGIC);
    return out.put(message).put(MessageDigest.getInstance("MD5").digest(message)).array();
  }

  static void add(StringBuilder json, String name, byte[] bytes, BigInteger from, BigInteger to) {
    KinesisClientRecord record = KinesisClientRecord.builder().data(ByteBuffer.wrap(bytes)).partitionKey("outer").build();
    json.append("\"").append(name).append("\": [");
    String comma = "\n  ";
    for (KinesisClientRecord r : new AggregatorUtil().deaggregate(List.of(record), from, to)) {
      byte[] data = new byte[r.data().remaining()];
      r.data().duplicate().get(data);
      json.append(comma).append("{\"partitionKey\": \"").append(r.partitionKey()).append("\"");
      if (r.explicitHashKey() != null) json.append(", \"explicitHashKey\": \"").append(r.explicitHashKey()).append("\"");
      json.append(", \"data\": \"").append(Base64.getEncoder().encodeToString(data)).append("\"");
      json.append(r.aggregated() ? ", \"index\": " + r.subSequenceNumber() : ", \"raw\": true").append("}");
      comma = ",\n  ";
    }
    json.append("],\n");
  }
}
