package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import dev.penstock.plan.Faults;
import java.util.List;

/// Keys of one short text, which stand for themselves.
final class TextKeys implements KeyEncoding {
  @Override
  public ByteColumn values(RawColumn column, ValueType type, Faults faults) {
    var values = new ByteColumn.Builder(column.rows(), 16);
    for (int row = 0; row < column.rows(); row++) {
      values.put(0x12);
      values.putVarint(column.textLength(row));
      values.put(column.text(), column.textStart(row), column.textLength(row));
      values.endRow();
    }
    return values.build();
  }

  @Override
  public ByteColumn keys(List<Field> joinKeys, List<ByteColumn> values) {
    return values.getFirst();
  }
}
