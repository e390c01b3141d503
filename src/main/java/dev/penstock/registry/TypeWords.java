package dev.penstock.registry;

import dev.penstock.model.ValueType;
import dev.penstock.model.ValueType.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The words for types: the SDK's (`Int64`, `Array(String)`) and the registry's (`INT64_LIST`).
final class TypeWords {
  // Deep nesting means nothing more than two levels do, and the reader recurses.
  private static final int LONGEST = 200;

  private static final Map<String, ValueType> WORDS = words();

  private TypeWords() {}

  /// The type of a word; empty when it is nobody's.
  static Optional<ValueType> parse(String word) {
    return word.length() > LONGEST ? Optional.empty() : parsed(word.strip());
  }

  private static Optional<ValueType> parsed(String word) {
    if (word.startsWith("Array(") && word.endsWith(")")) {
      return inner(word).flatMap(element -> collection(element, Shape.LIST, ValueType.VALUE_LIST));
    }
    if (word.startsWith("Set(") && word.endsWith(")")) {
      return inner(word).flatMap(element -> collection(element, Shape.SET, ValueType.VALUE_SET));
    }
    return Optional.ofNullable(WORDS.get(word));
  }

  private static Optional<ValueType> inner(String word) {
    return parsed(word.substring(word.indexOf('(') + 1, word.length() - 1).strip());
  }

  private static Optional<ValueType> collection(ValueType element, Shape shape, ValueType nested) {
    boolean collection =
        switch (element.shape()) {
          case LIST, SET, NESTED -> true;
          case SCALAR, MAP -> false;
        };
    if (collection) {
      return Optional.of(nested);
    }
    for (ValueType type : ValueType.values()) {
      if (type.shape() == shape && type.element().filter(element::equals).isPresent()) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static Map<String, ValueType> words() {
    var words = new HashMap<String, ValueType>();
    for (ValueType type : ValueType.values()) {
      words.put(type.name(), type);
    }
    words.put("Bytes", ValueType.BYTES);
    words.put("String", ValueType.STRING);
    words.put("Int32", ValueType.INT32);
    words.put("Int64", ValueType.INT64);
    words.put("Float64", ValueType.DOUBLE);
    words.put("Float32", ValueType.FLOAT);
    words.put("Bool", ValueType.BOOL);
    words.put("UnixTimestamp", ValueType.UNIX_TIMESTAMP);
    words.put("ZonedTimestamp", ValueType.ZONED_TIMESTAMP);
    words.put("Uuid", ValueType.UUID);
    words.put("TimeUuid", ValueType.TIME_UUID);
    words.put("Decimal", ValueType.DECIMAL);
    words.put("Json", ValueType.JSON);
    words.put("Map", ValueType.MAP);
    words.put("ScalarMap", ValueType.SCALAR_MAP);
    words.put("Struct", ValueType.STRUCT);
    words.put("ImageBytes", ValueType.IMAGE_BYTES);
    words.put("PdfBytes", ValueType.PDF_BYTES);
    return Map.copyOf(words);
  }
}
