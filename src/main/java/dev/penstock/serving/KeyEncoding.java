package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.Field;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import dev.penstock.plan.Faults;
import java.util.List;

/// Turns the join keys of a request into bytes, by the rules of writing.
public interface KeyEncoding {
  /// Encodes each row as one `feast.types.Value`.
  ///
  /// @param faults told of each row that does not fit the type
  ByteColumn values(RawColumn column, ValueType type, Faults faults);

  /// Puts encoded join keys together to entity key bytes (section 3.2 of the contract).
  ByteColumn keys(List<Field> joinKeys, List<ByteColumn> values);
}
