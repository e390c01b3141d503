package dev.penstock.serving;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import dev.penstock.plan.ColumnConverter;
import dev.penstock.plan.Faults;
import dev.penstock.plan.TimeParser;
import java.time.InstantSource;
import java.util.List;

/// Encodes keys with the conversion that pushes go through, so that what was written is found. As
/// in Feast, a fraction is cut off where an integer is asked for.
public final class WriteKeyEncoding implements KeyEncoding {
  private final TimeParser times;

  public WriteKeyEncoding(InstantSource clock) {
    this.times = new TimeParser(clock);
  }

  @Override
  public ByteColumn values(RawColumn column, ValueType type, Faults faults) {
    return new ColumnConverter(Handling.LENIENT, times)
        .convert(column, type, faults, () -> "expected " + type + " for join key " + column.name());
  }

  @Override
  public ByteColumn keys(List<Field> joinKeys, List<ByteColumn> values) {
    return EntityKeys.encode(joinKeys, values);
  }
}
