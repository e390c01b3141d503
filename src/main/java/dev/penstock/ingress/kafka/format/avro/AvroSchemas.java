package dev.penstock.ingress.kafka.format.avro;

import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.ingress.kafka.format.TimeMeaning;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/// Makes of a schema what reads its values.
final class AvroSchemas {
  private static final String VARIABLE_SCALE = "io.debezium.data.VariableScaleDecimal";

  private final Decimals decimals;
  private final Map<String, AvroRecord> records = new HashMap<>();

  AvroSchemas(Decimals decimals) {
    this.decimals = decimals;
  }

  /// - **Fails** by throwing what the library does for a schema that is none.
  ///
  /// @param references schemas that it builds on, in their order
  static Schema parse(String text, List<String> references) {
    var parser = new Schema.Parser().setValidateDefaults(false);
    for (String reference : references) {
      var _ = parser.parse(reference);
    }
    return parser.parse(text);
  }

  AvroValue value(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> (in, out) -> out.nothing();
      case BOOLEAN -> (in, out) -> out.bool(in.bool());
      case INT -> number(schema, true);
      case LONG -> number(schema, false);
      case FLOAT -> AvroScalars::floatNumber;
      case DOUBLE -> AvroScalars::doubleNumber;
      case STRING -> AvroScalars::text;
      case BYTES -> bytes(schema);
      case FIXED -> fixed(schema);
      case ENUM -> symbols(schema);
      case ARRAY -> new AvroBlocks(value(schema.getElementType()), false);
      case MAP -> new AvroBlocks(value(schema.getValueType()), true);
      case UNION -> union(schema);
      case RECORD -> record(schema);
    };
  }

  private static AvroValue number(Schema schema, boolean small) {
    var meaning = time(schema);
    if (meaning.isPresent()) {
      var time = meaning.get();
      return (in, out) -> time.write(out, small ? in.integer() : in.number());
    }
    return small ? (in, out) -> out.integer(in.integer()) : (in, out) -> out.integer(in.number());
  }

  private static Optional<TimeMeaning> time(Schema schema) {
    String logical = Optional.ofNullable(schema.getProp("logicalType")).orElse("");
    var meaning =
        switch (logical) {
          case "date" -> Optional.of(TimeMeaning.DATE);
          case "time-millis" -> Optional.of(TimeMeaning.MILLIS_OF_DAY);
          case "time-micros" -> Optional.of(TimeMeaning.MICROS_OF_DAY);
          case "timestamp-millis" -> Optional.of(TimeMeaning.MILLIS);
          case "timestamp-micros" -> Optional.of(TimeMeaning.MICROS);
          case "timestamp-nanos" -> Optional.of(TimeMeaning.NANOS);
          case "local-timestamp-millis" -> Optional.of(TimeMeaning.LOCAL_MILLIS);
          case "local-timestamp-micros" -> Optional.of(TimeMeaning.LOCAL_MICROS);
          case "local-timestamp-nanos" -> Optional.of(TimeMeaning.LOCAL_NANOS);
          default -> Optional.<TimeMeaning>empty();
        };
    // Where Kafka Connect wrote it, its own names say more.
    return meaning.or(() -> TimeMeaning.ofConnectName(connectName(schema)));
  }

  private static String connectName(Schema schema) {
    return Optional.ofNullable(schema.getProp("connect.name")).orElse("");
  }

  private AvroValue bytes(Schema schema) {
    var scale = scale(schema);
    return scale.isPresent()
        ? AvroScalars.decimal(AvroInput::length, scale.get(), decimals)
        : AvroScalars.base64(AvroInput::length);
  }

  private AvroValue fixed(Schema schema) {
    int size = schema.getFixedSize();
    var scale = scale(schema);
    if (scale.isPresent()) {
      return AvroScalars.decimal(in -> size, scale.get(), decimals);
    }
    return size == AvroScalars.UUID_BYTES && "uuid".equals(schema.getProp("logicalType"))
        ? AvroScalars::uuid
        : AvroScalars.base64(in -> size);
  }

  private static Optional<Integer> scale(Schema schema) {
    if (!"decimal".equals(schema.getProp("logicalType"))) {
      return Optional.empty();
    }
    return Optional.of(schema.getObjectProp("scale") instanceof Integer scale ? scale : 0);
  }

  private static AvroValue symbols(Schema schema) {
    var symbols =
        schema.getEnumSymbols().stream()
            .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return (in, out) -> {
      int index = in.integer();
      if (index < 0 || index >= symbols.length) {
        throw in.corrupt("symbol " + index + " of " + symbols.length);
      }
      out.text(symbols[index], 0, symbols[index].length);
    };
  }

  private AvroValue union(Schema schema) {
    var branches = schema.getTypes().stream().map(this::value).toArray(AvroValue[]::new);
    return (in, out) -> {
      int index = in.integer();
      if (index < 0 || index >= branches.length) {
        throw in.corrupt("branch " + index + " of " + branches.length);
      }
      branches[index].write(in, out);
    };
  }

  private AvroValue record(Schema schema) {
    if (connectName(schema).equals(VARIABLE_SCALE) && schema.getFields().size() == 2) {
      return AvroScalars.scaledDecimal(decimals);
    }
    var known = records.get(schema.getFullName());
    if (known != null) {
      return known;
    }
    var record = new AvroRecord(schema.getFields().size());
    // Before its fields, which may hold such records again.
    records.put(schema.getFullName(), record);
    for (var field : schema.getFields()) {
      record.field(field.pos(), field.name(), value(field.schema()));
    }
    return record;
  }
}
