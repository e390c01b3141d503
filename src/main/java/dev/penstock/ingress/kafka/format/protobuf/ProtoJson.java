package dev.penstock.ingress.kafka.format.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.penstock.ingress.kafka.format.JsonRows;
import dev.penstock.ingress.kafka.format.TimeMeaning;
import dev.penstock.json.JsonWriter;
import java.util.Base64;
import java.util.List;

/// Writes messages as JSON, as pushes have it: names are those of the file, integers are numbers, a
/// time is ISO 8601 text, a duration is seconds. A field that can tell that it is not set is left
/// out then.
final class ProtoJson {
  private static final long SECOND = 1_000_000;

  private ProtoJson() {}

  static void write(JsonWriter out, Message message) {
    var type = message.getDescriptorForType();
    switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> timestamp(out, message);
      case "google.protobuf.Duration" -> duration(out, message);
      case "google.protobuf.Value" -> dynamic(out, message);
      case "google.protobuf.Struct",
          "google.protobuf.ListValue",
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue" ->
          field(out, message, type.getFields().getFirst());
      default -> fields(out, message, type.getFields());
    }
  }

  private static void fields(JsonWriter out, Message message, List<FieldDescriptor> fields) {
    char before = '{';
    for (var field : fields) {
      if (!field.hasPresence() || message.hasField(field)) {
        out.raw(before);
        out.text(field.getName());
        out.raw(':');
        field(out, message, field);
        before = ',';
      }
    }
    out.raw(before == '{' ? "{}" : "}");
  }

  private static void field(JsonWriter out, Message message, FieldDescriptor field) {
    if (field.isMapField()) {
      map(out, message, field);
    } else if (field.isRepeated()) {
      int count = message.getRepeatedFieldCount(field);
      out.raw('[');
      for (int at = 0; at < count; at++) {
        if (at > 0) {
          out.raw(',');
        }
        value(out, field, message.getRepeatedField(field, at));
        JsonRows.bound(out);
      }
      out.raw(']');
    } else {
      value(out, field, message.getField(field));
    }
  }

  private static void map(JsonWriter out, Message message, FieldDescriptor field) {
    var key = field.getMessageType().findFieldByNumber(1);
    var value = field.getMessageType().findFieldByNumber(2);
    int count = message.getRepeatedFieldCount(field);
    out.raw('{');
    for (int at = 0; at < count; at++) {
      if (at > 0) {
        out.raw(',');
      }
      var entry = (Message) message.getRepeatedField(field, at);
      name(out, key, entry.getField(key));
      out.raw(':');
      value(out, value, entry.getField(value));
      JsonRows.bound(out);
    }
    out.raw('}');
  }

  private static void name(JsonWriter out, FieldDescriptor field, Object key) {
    if (field.getJavaType() == JavaType.STRING) {
      out.text((String) key);
    } else {
      out.raw('"');
      value(out, field, key);
      out.raw('"');
    }
  }

  private static void value(JsonWriter out, FieldDescriptor field, Object value) {
    switch (value) {
      case Integer number when field.getType().name().contains("UINT32") || isFixed(field) ->
          out.integer(Integer.toUnsignedLong(number));
      case Integer number -> out.integer(number);
      case Long number when field.getType().name().contains("UINT64") || isFixed(field) ->
          out.raw(Long.toUnsignedString(number));
      case Long number -> out.integer(number);
      case Float number -> out.realOrWord(number);
      case Double number -> out.realOrWord(number);
      case Boolean truth -> out.bool(truth);
      case String text -> out.text(text);
      case ByteString octets -> out.text(Base64.getEncoder().encodeToString(octets.toByteArray()));
      case EnumValueDescriptor symbol -> symbol(out, symbol);
      case Message message -> write(out, message);
      default -> throw new IllegalStateException("a value of " + value.getClass());
    }
  }

  private static boolean isFixed(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.FIXED32
        || field.getType() == FieldDescriptor.Type.FIXED64;
  }

  /// One that the schema does not have is its number.
  private static void symbol(JsonWriter out, EnumValueDescriptor symbol) {
    if (symbol.getIndex() < 0) {
      out.integer(symbol.getNumber());
    } else {
      out.text(symbol.getName());
    }
  }

  private static void timestamp(JsonWriter out, Message time) {
    TimeMeaning.MICROS.write(out, micros(time));
  }

  private static void duration(JsonWriter out, Message duration) {
    out.realOrWord(micros(duration) / (double) SECOND);
  }

  private static long micros(Message time) {
    var type = time.getDescriptorForType();
    long seconds = (Long) time.getField(type.findFieldByNumber(1));
    int nanos = (Integer) time.getField(type.findFieldByNumber(2));
    // Far beyond what may be a time at all.
    long limit = Long.MAX_VALUE / (2 * SECOND);
    return Math.clamp(seconds, -limit, limit) * SECOND + Math.floorDiv(nanos, 1_000);
  }

  private static void dynamic(JsonWriter out, Message value) {
    for (var field : value.getDescriptorForType().getFields()) {
      if (value.hasField(field)) {
        if (field.getJavaType() == JavaType.ENUM) {
          out.nothing();
        } else {
          field(out, value, field);
        }
        return;
      }
    }
    out.nothing();
  }
}
