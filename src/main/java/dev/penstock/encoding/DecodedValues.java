package dev.penstock.encoding;

import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Bool;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Int64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/// Takes encoded values apart with all that is in them: the way back from [InferredValues], and for
/// every other type of `feast.types.Value` but times with a zone.
///
/// - bytes become base64, times without zone their seconds since the epoch
/// - the keys of a map of scalars become text
public final class DecodedValues {
  private static final Text EMPTY_NAME = new Text("");

  private DecodedValues() {}

  /// The value of one encoded `feast.types.Value`; missing for one without bytes.
  ///
  /// - **Fails** by throwing [IllegalArgumentException] when the bytes are no value, or one of a
  ///   type that is not known here.
  public static FeatureValue read(byte[] bytes, int start, int length) {
    return value(new ProtoReader(bytes, start, length));
  }

  private static FeatureValue value(ProtoReader value) {
    if (value.atEnd()) {
      return new Missing();
    }
    int field = value.field();
    return switch (field) {
      case 3, 4, 8 -> new Int64(value.varint());
      case 5 -> new Float64(value.doubleNumber());
      case 6 -> new Float64(value.floatNumber());
      case 7 -> new Bool(value.varint() != 0);
      case 1 -> base64(value.message());
      case 2, 32, 36, 37, 44 -> text(value.message());
      case 11, 22 -> elements(value.message(), DecodedValues::base64);
      case 12, 23, 33, 38, 39, 40, 41, 45, 46 -> elements(value.message(), DecodedValues::text);
      case 13, 14, 18, 24, 25, 29 -> packed(value.message(), list -> new Int64(list.varint()));
      case 15, 26 -> packed(value.message(), list -> new Float64(list.doubleNumber()));
      case 16, 27 -> packed(value.message(), list -> new Float64(list.floatNumber()));
      case 17, 28 -> packed(value.message(), list -> new Bool(list.varint() != 0));
      case 19 -> new Missing();
      case 20, 34 -> map(value.message(), DecodedValues::text);
      case 21, 35 -> elements(value.message(), map -> map(map, DecodedValues::text));
      case 42, 43 -> elements(value.message(), DecodedValues::value);
      case 47 -> map(value.message(), DecodedValues::scalarKey);
      default -> throw new IllegalArgumentException("field " + field + " of feast.types.Value");
    };
  }

  private static Many elements(ProtoReader list, Function<ProtoReader, FeatureValue> element) {
    List<FeatureValue> elements = new ArrayList<>();
    while (!list.atEnd()) {
      list.enter();
      elements.add(element.apply(list.message()));
    }
    return new Many(elements);
  }

  private static Many packed(ProtoReader list, Function<ProtoReader, FeatureValue> element) {
    List<FeatureValue> elements = new ArrayList<>();
    while (!list.atEnd()) {
      list.enter();
      // A writer may also put each number into a field of its own.
      if (list.isDelimited()) {
        var numbers = list.message();
        while (!numbers.atEnd()) {
          elements.add(element.apply(numbers));
        }
      } else {
        elements.add(element.apply(list));
      }
    }
    return new Many(elements);
  }

  /// A map's entries are messages of a key (1) and a value (2).
  private static Named map(ProtoReader map, Function<ProtoReader, Text> key) {
    var members = new LinkedHashMap<String, FeatureValue>();
    while (!map.atEnd()) {
      map.enter();
      var entry = map.message();
      Text name = EMPTY_NAME;
      FeatureValue value = new Missing();
      while (!entry.atEnd()) {
        switch (entry.field()) {
          case 1 -> name = key.apply(entry.message());
          case 2 -> value = value(entry.message());
          default -> entry.skip();
        }
      }
      members.put(name.value(), value);
    }
    return new Named(members);
  }

  /// A `MapKey`, whose fields are the types that it may have.
  private static Text scalarKey(ProtoReader key) {
    if (key.atEnd()) {
      return EMPTY_NAME;
    }
    return switch (key.field()) {
      case 1, 2, 6 -> new Text(Long.toString(key.varint()));
      case 3 -> new Text(Float.toString(key.floatNumber()));
      case 4 -> new Text(Double.toString(key.doubleNumber()));
      case 5 -> new Text(Boolean.toString(key.varint() != 0));
      case 7 -> base64(key.message());
      default -> text(key.message());
    };
  }

  private static Text text(ProtoReader text) {
    return new Text(
        new String(text.bytes(), text.position(), text.remaining(), StandardCharsets.UTF_8));
  }

  private static Text base64(ProtoReader octets) {
    int start = octets.position();
    return new Text(
        Base64.getEncoder()
            .encodeToString(Arrays.copyOfRange(octets.bytes(), start, start + octets.remaining())));
  }
}
