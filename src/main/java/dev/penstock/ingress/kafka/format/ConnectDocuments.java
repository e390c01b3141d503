package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Opens what Kafka Connect's JSON converter writes, with a schema and without.
///
/// ```text
/// {"schema": {"type": "struct", …}, "payload": {"before": null, "after": {…}, …}}
/// {"before": null, "after": {…}, …}
/// ```
final class ConnectDocuments {
  private static final int MOST_SCHEMAS = 1_000;

  private final Decimals decimals;

  /// By their text; records of a table all have the same.
  private final Map<ByteBuffer, ConnectType> types = new ConcurrentHashMap<>();

  ConnectDocuments(Decimals decimals) {
    this.decimals = decimals;
  }

  /// The document of a JSON object; empty when there is a schema, and nothing of it.
  ///
  /// - **Fails** by throwing [dev.penstock.ingress.kafka.BadRecordException].
  Optional<ConnectDocument> open(RecordRow json) {
    try {
      return opened(json);
    } catch (JsonException malformed) {
      throw Bad.json("document", json.start(), malformed);
    }
  }

  private Optional<ConnectDocument> opened(RecordRow json) {
    var reader = new JsonReader(json.bytes(), json.start(), json.end(), RowMapping.MOST_DEPTH);
    Optional<RecordRow> schema = Optional.empty();
    Optional<RecordRow> payload = Optional.empty();
    boolean none = false;
    int members = 0;
    Token _ = reader.next();
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      var token = reader.next();
      int start = reader.tokenStart();
      reader.skip();
      var value = new RecordRow(json.bytes(), start, reader.offset());
      members++;
      if (name.equals("schema") && (token == Token.OBJECT_START || token == Token.NULL)) {
        schema = Optional.of(value);
      } else if (name.equals("payload") && (token == Token.OBJECT_START || token == Token.NULL)) {
        payload = Optional.of(value);
        none = token == Token.NULL;
      }
    }
    if (reader.next() != Token.END) {
      throw new IllegalStateException("the reader refuses what follows");
    }
    if (members != 2 || schema.isEmpty() || payload.isEmpty()) {
      return Optional.of(new ConnectDocument(json, ConnectType.PLAIN, decimals));
    }
    return none
        ? Optional.empty()
        : Optional.of(new ConnectDocument(payload.get(), type(schema.get()), decimals));
  }

  private ConnectType type(RecordRow schema) {
    int length = schema.end() - schema.start();
    var known = types.get(ByteBuffer.wrap(schema.bytes(), schema.start(), length));
    if (known != null) {
      return known;
    }
    byte[] text = Arrays.copyOfRange(schema.bytes(), schema.start(), schema.end());
    var type = ConnectType.read(text);
    if (types.size() >= MOST_SCHEMAS) {
      types.clear();
    }
    types.put(ByteBuffer.wrap(text), type);
    return type;
  }
}
