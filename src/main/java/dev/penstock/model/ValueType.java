package dev.penstock.model;

import java.util.Optional;

/// Feast's value types. The code is `feast.types.ValueType.Enum`, which is also the number of the
/// field of `feast.types.Value` that holds such a value (bytes of images and PDFs share
/// `bytes_val`).
public enum ValueType {
  BYTES(1, Shape.SCALAR),
  STRING(2, Shape.SCALAR),
  INT32(3, Shape.SCALAR),
  INT64(4, Shape.SCALAR),
  DOUBLE(5, Shape.SCALAR),
  FLOAT(6, Shape.SCALAR),
  BOOL(7, Shape.SCALAR),
  UNIX_TIMESTAMP(8, Shape.SCALAR),
  BYTES_LIST(11, BYTES, Shape.LIST),
  STRING_LIST(12, STRING, Shape.LIST),
  INT32_LIST(13, INT32, Shape.LIST),
  INT64_LIST(14, INT64, Shape.LIST),
  DOUBLE_LIST(15, DOUBLE, Shape.LIST),
  FLOAT_LIST(16, FLOAT, Shape.LIST),
  BOOL_LIST(17, BOOL, Shape.LIST),
  UNIX_TIMESTAMP_LIST(18, UNIX_TIMESTAMP, Shape.LIST),
  MAP(20, Shape.MAP),
  MAP_LIST(21, MAP, Shape.LIST),
  BYTES_SET(22, BYTES, Shape.SET),
  STRING_SET(23, STRING, Shape.SET),
  INT32_SET(24, INT32, Shape.SET),
  INT64_SET(25, INT64, Shape.SET),
  DOUBLE_SET(26, DOUBLE, Shape.SET),
  FLOAT_SET(27, FLOAT, Shape.SET),
  BOOL_SET(28, BOOL, Shape.SET),
  UNIX_TIMESTAMP_SET(29, UNIX_TIMESTAMP, Shape.SET),
  PDF_BYTES(30, Shape.SCALAR),
  IMAGE_BYTES(31, Shape.SCALAR),
  JSON(32, Shape.SCALAR),
  JSON_LIST(33, JSON, Shape.LIST),
  STRUCT(34, Shape.MAP),
  STRUCT_LIST(35, STRUCT, Shape.LIST),
  UUID(36, Shape.SCALAR),
  TIME_UUID(37, Shape.SCALAR),
  UUID_LIST(38, UUID, Shape.LIST),
  TIME_UUID_LIST(39, TIME_UUID, Shape.LIST),
  UUID_SET(40, UUID, Shape.SET),
  TIME_UUID_SET(41, TIME_UUID, Shape.SET),
  VALUE_LIST(42, Shape.NESTED),
  VALUE_SET(43, Shape.NESTED),
  DECIMAL(44, Shape.SCALAR),
  DECIMAL_LIST(45, DECIMAL, Shape.LIST),
  DECIMAL_SET(46, DECIMAL, Shape.SET),
  SCALAR_MAP(47, Shape.MAP),
  ZONED_TIMESTAMP(48, Shape.SCALAR);

  /// How a value of a type is put together: one element, several, named ones, or lists of lists.
  public enum Shape {
    SCALAR,
    LIST,
    SET,
    MAP,
    NESTED
  }

  private final int code;
  private final Shape shape;
  private final Optional<ValueType> element;

  ValueType(int code, Shape shape) {
    this.code = code;
    this.shape = shape;
    this.element = Optional.empty();
  }

  ValueType(int code, ValueType element, Shape shape) {
    this.code = code;
    this.shape = shape;
    this.element = Optional.of(element);
  }

  public int code() {
    return code;
  }

  public Shape shape() {
    return shape;
  }

  /// The type of each element of a list or set; empty for every other shape.
  public Optional<ValueType> element() {
    return element;
  }

  /// Whether an entity key may have this type (section 3.2 of the contract).
  public boolean isKeyType() {
    return switch (this) {
      case BYTES, STRING, INT32, INT64, UNIX_TIMESTAMP -> true;
      default -> false;
    };
  }

  /// The number of the field of `feast.types.Value` that holds such a value.
  public int fieldNumber() {
    return switch (this) {
      case PDF_BYTES, IMAGE_BYTES -> BYTES.code;
      default -> code;
    };
  }
}
