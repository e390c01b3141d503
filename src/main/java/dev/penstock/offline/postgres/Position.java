package dev.penstock.offline.postgres;

import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The entity that a scan has come to, by its keys as text: `["1001","Rome"]`.
///
/// @param keys as [KeyColumn#text]; none before the first entity, and for views without entities
record Position(List<String> keys) {
  static final Position START = new Position(List.of());

  Position {
    keys = List.copyOf(keys);
  }

  /// - **Fails** by throwing a [PushException], `INVALID`, when the text is no position in the
  ///   view.
  static Position of(String text, List<KeyColumn> columns) {
    try {
      var position = new Position(read(text));
      if (!position.keys.isEmpty()) {
        var _ = position.parameters(columns);
      }
      return position;
    } catch (JsonException | IllegalArgumentException none) {
      throw new PushException(
          FailureKind.INVALID, "\"" + text + "\" is no position in the history of this view");
    }
  }

  /// The values to compare the columns with.
  Tuple parameters(List<KeyColumn> columns) {
    if (keys.size() != columns.size()) {
      throw new IllegalArgumentException("there are " + columns.size() + " keys");
    }
    var parameters = Tuple.tuple();
    for (int key = 0; key < keys.size(); key++) {
      parameters.addValue(columns.get(key).parameter(keys.get(key)));
    }
    return parameters;
  }

  String text() {
    var json = new JsonWriter();
    json.raw('[');
    for (int key = 0; key < keys.size(); key++) {
      if (key > 0) {
        json.raw(',');
      }
      json.text(keys.get(key));
    }
    json.raw(']');
    return json.toString();
  }

  private static List<String> read(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    var reader = new JsonReader(utf8, 0, utf8.length, 2);
    if (reader.next() != Token.ARRAY_START) {
      throw new IllegalArgumentException("no array");
    }
    var keys = new ArrayList<String>();
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      if (token != Token.TEXT) {
        throw new IllegalArgumentException("no text");
      }
      keys.add(reader.text());
    }
    return keys;
  }
}
