package dev.penstock.offline.parquet;

import dev.penstock.model.ValueType;
import dev.penstock.offline.parquet.Shape.Entries;
import dev.penstock.offline.parquet.Shape.Items;
import dev.penstock.offline.parquet.Shape.Scalar;
import dev.penstock.offline.parquet.Shape.Struct;

/// Which types of columns take which values in another form, as far as that shows without the
/// values.
final class Shapes {
  private Shapes() {}

  static boolean takes(Shape shape, ValueType type) {
    return switch (shape) {
      case Scalar(var scalar) -> takes(scalar, type);
      case Items(var element) -> takesList(element, type);
      case Entries entries -> isMap(type);
      case Struct struct -> isMap(type);
    };
  }

  private static boolean takes(String scalar, ValueType type) {
    return switch (type) {
      case INT32, INT64, DOUBLE, FLOAT, BOOL ->
          ScalarText.isNumber(scalar) || scalar.equals("VARCHAR") || scalar.equals("BOOLEAN");
      case STRING ->
          ScalarText.isNumber(scalar) || scalar.equals("BOOLEAN") || scalar.equals("UUID");
      case DECIMAL -> ScalarText.isNumber(scalar);
      case MAP, STRUCT, SCALAR_MAP -> scalar.equals("VARCHAR") || scalar.equals("JSON");
      default -> false;
    };
  }

  private static boolean takesList(Shape element, ValueType type) {
    return switch (type) {
      case VALUE_LIST, VALUE_SET -> element instanceof Items;
      case JSON -> true;
      default -> type.element().filter(each -> takes(element, each)).isPresent();
    };
  }

  private static boolean isMap(ValueType type) {
    return type.shape() == ValueType.Shape.MAP || type == ValueType.JSON;
  }
}
