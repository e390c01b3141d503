package dev.penstock.online.redis;

import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import io.vertx.redis.client.Command;
import java.util.List;

/// `HSET` of a row, whose values are told from where they are.
///
/// @param features their fields, in the order of the features
/// @param fields of the view
record RowHash(ArrivingRow row, List<byte[]> features, ViewFields fields) implements Words {
  @Override
  public Command command() {
    return Command.HSET;
  }

  @Override
  public int count() {
    return 1 + 2 * features.size() + (row.hasCreatedTime() ? 4 : 2);
  }

  @Override
  public int length() {
    int all = (int) row.bytes() + fields.eventTime().length + fields.createdTime().length;
    for (byte[] feature : features) {
      all += feature.length;
    }
    return all;
  }

  @Override
  public void tell(Arguments out) {
    out.add(row.key());
    tellFields(out);
  }

  /// Tells each field and its value.
  void tellFields(Arguments out) {
    OnlineRows rows = row.rows();
    for (int feature = 0; feature < features.size(); feature++) {
      ByteColumn values = rows.features().get(feature);
      out.add(features.get(feature));
      out.add(values.bytes(), values.start(row.row()), values.length(row.row()));
    }
    var time = new byte[TimestampBytes.MOST_LENGTH];
    out.add(fields.eventTime());
    out.add(time, 0, TimestampBytes.put(time, rows.eventTime(row.row())));
    if (row.hasCreatedTime()) {
      out.add(fields.createdTime());
      out.add(time, 0, TimestampBytes.put(time, rows.createdTime(row.row())));
    }
  }
}
