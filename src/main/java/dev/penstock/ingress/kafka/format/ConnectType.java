package dev.penstock.ingress.kafka.format;

import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a value means by its Kafka Connect schema.
sealed interface ConnectType {
  ConnectType PLAIN = new Plain();

  /// What its JSON says.
  record Plain() implements ConnectType {}

  record Time(TimeMeaning meaning) implements ConnectType {}

  /// Base64 of an integer.
  record Decimal(int scale) implements ConnectType {}

  /// An object of scale and base64.
  record ScaledDecimal() implements ConnectType {}

  record Struct(Map<String, ConnectType> fields) implements ConnectType {
    public Struct {
      fields = Map.copyOf(fields);
    }
  }

  /// An array, or an object of names that are data.
  record Each(ConnectType item) implements ConnectType {}

  /// Reads a schema.
  ///
  /// - **Fails** by throwing [dev.penstock.json.JsonException].
  static ConnectType read(byte[] schema) {
    var reader = new JsonReader(schema, 0, schema.length, RowMapping.MOST_DEPTH);
    return new Reading(reader).type(reader.next()).type();
  }

  /// The type of a field, where it is one.
  record Field(String name, ConnectType type) {}

  /// One pass over a schema.
  final class Reading {
    private final JsonReader reader;

    Reading(JsonReader reader) {
      this.reader = reader;
    }

    Field type(Token token) {
      if (token != Token.OBJECT_START) {
        reader.skip();
        return new Field("", PLAIN);
      }
      String field = "";
      String name = "";
      int scale = 0;
      Optional<ConnectType> inner = Optional.empty();
      while (reader.next() == Token.NAME) {
        String member = reader.text();
        var value = reader.next();
        switch (member) {
          case "field" -> field = text(value);
          case "name" -> name = text(value);
          case "fields" -> inner = Optional.of(new Struct(fields(value)));
          case "items", "values" -> inner = Optional.of(new Each(type(value).type()));
          case "parameters" -> scale = scale(value);
          default -> reader.skip();
        }
      }
      return new Field(field, meaning(name, scale).orElse(inner.orElse(PLAIN)));
    }

    private static Optional<ConnectType> meaning(String name, int scale) {
      return switch (name) {
        case "org.apache.kafka.connect.data.Decimal" -> Optional.of(new Decimal(scale));
        case "io.debezium.data.VariableScaleDecimal" -> Optional.of(new ScaledDecimal());
        default -> TimeMeaning.ofConnectName(name).map(Time::new);
      };
    }

    private Map<String, ConnectType> fields(Token token) {
      var fields = new HashMap<String, ConnectType>();
      if (token != Token.ARRAY_START) {
        reader.skip();
        return fields;
      }
      for (var next = reader.next(); next != Token.ARRAY_END; next = reader.next()) {
        var field = type(next);
        fields.put(field.name(), field.type());
      }
      return fields;
    }

    private int scale(Token token) {
      int scale = 0;
      if (token != Token.OBJECT_START) {
        reader.skip();
        return scale;
      }
      while (reader.next() == Token.NAME) {
        boolean wanted = reader.text().equals("scale");
        String text = text(reader.next());
        if (wanted && text.matches("-?[0-9]{1,6}")) {
          scale = Integer.parseInt(text);
        }
      }
      return scale;
    }

    private String text(Token token) {
      if (token == Token.TEXT) {
        return reader.text();
      }
      reader.skip();
      return "";
    }
  }
}
