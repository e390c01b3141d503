package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import io.vertx.redis.client.Command;
import java.util.List;

/// A call of the script that writes rows, which are told from where they are.
///
/// @param head what all rows have in common
/// @param rows at least one, all of one view
/// @param condition of a lease, if one has to be held
/// @param length of the keys, times and values of the rows, at most
record RowWords(List<byte[]> head, List<ArrivingRow> rows, LeaseCondition condition, int length)
    implements Words {
  private static final byte[] NO_CREATED_TIME = {'-'};
  private static final int MOST_LENGTH_OF_COUNT = 10;

  @Override
  public Command command() {
    return Command.EVALSHA;
  }

  @Override
  public int count() {
    int ofRow = 3 + rows.getFirst().rows().features().size();
    return 2
        + rows.size() * ofRow
        + head.size()
        + condition.keys().size()
        + condition.arguments().size();
  }

  @Override
  public int length() {
    int all = RowScript.DIGEST.length + MOST_LENGTH_OF_COUNT + length;
    return all
        + Words.length(head)
        + Words.length(condition.keys())
        + Words.length(condition.arguments());
  }

  @Override
  public void tell(Arguments out) {
    out.add(RowScript.DIGEST);
    out.add(Integer.toString(rows.size() + condition.keys().size()).getBytes(US_ASCII));
    for (ArrivingRow row : rows) {
      out.add(row.key());
    }
    condition.keys().forEach(out::add);
    head.forEach(out::add);
    var time = new byte[TimestampBytes.MOST_LENGTH];
    for (ArrivingRow row : rows) {
      tell(out, row.rows(), row.row(), time);
    }
    condition.arguments().forEach(out::add);
  }

  private static void tell(Arguments out, OnlineRows rows, int row, byte[] time) {
    out.add(time, 0, TimestampBytes.put(time, rows.eventTime(row)));
    long created = rows.createdTime(row);
    if (created == OnlineRows.NO_CREATED_TIME) {
      out.add(NO_CREATED_TIME);
    } else {
      out.add(time, 0, TimestampBytes.put(time, created));
    }
    for (ByteColumn feature : rows.features()) {
      out.add(feature.bytes(), feature.start(row), feature.length(row));
    }
  }
}
