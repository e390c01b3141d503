package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// One event: its data, and its attributes as a JSON object.
final class CloudEvent {
  private static final String PREFIX = "ce_";

  private final byte[] attributes;
  private final int attributesStart;
  private final int attributesEnd;
  private byte[] data = {};
  private int start;
  private int end;
  private boolean inPlace;
  private String dataType = "";

  private CloudEvent(byte[] attributes, int start, int end) {
    this.attributes = attributes;
    this.attributesStart = start;
    this.attributesEnd = end;
  }

  /// The array that the data lies in: all of it, unless the data is JSON within the event.
  byte[] data() {
    return data;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /// Whether the data is JSON within the event.
  boolean isInPlace() {
    return inPlace;
  }

  /// Media type of the data; empty when nothing is said.
  String dataType() {
    return dataType;
  }

  RecordRow about(RecordRow row) {
    return row.of(attributes, attributesStart, attributesEnd);
  }

  /// The event of a record whose headers are its attributes.
  static CloudEvent binary(ConsumerRecord<byte[], byte[]> record, String dataType) {
    checkVersion(header(record, "ce_specversion").orElse(""));
    var out = new JsonWriter();
    char before = '{';
    for (var header : record.headers()) {
      if (header.key().startsWith(PREFIX) && header.value() != null) {
        out.raw(before);
        out.text(header.key().substring(PREFIX.length()));
        out.raw(':');
        out.text(new String(header.value(), StandardCharsets.UTF_8));
        before = ',';
      }
    }
    out.raw('}');
    var event = new CloudEvent(out.array(), 0, out.length());
    event.data = record.value();
    event.end = event.data.length;
    event.dataType = dataType;
    return event;
  }

  /// An event that is a JSON object; empty for one without data.
  static Optional<CloudEvent> structured(RecordRow json) {
    var event = new CloudEvent(json.bytes(), json.start(), json.end());
    try {
      boolean hasData = event.read();
      return hasData ? Optional.of(event) : Optional.empty();
    } catch (JsonException malformed) {
      throw Bad.json("event", json.start(), malformed);
    }
  }

  static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
    var found = record.headers().lastHeader(name);
    byte @Nullable [] value = found == null ? null : found.value();
    return value == null
        ? Optional.empty()
        : Optional.of(new String(value, StandardCharsets.UTF_8));
  }

  private boolean read() {
    var reader = new JsonReader(attributes, attributesStart, attributesEnd, RowMapping.MOST_DEPTH);
    String version = "";
    boolean hasData = false;
    Token _ = reader.next();
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      var token = reader.next();
      switch (name) {
        case "specversion" -> version = token == Token.TEXT ? reader.text() : "";
        case "datacontenttype" ->
            dataType = token == Token.TEXT ? CloudEventsFormat.media(reader.text()) : "";
        case "data" -> hasData = inPlace(reader, token) || hasData;
        case "data_base64" -> hasData = base64(reader, token) || hasData;
        default -> reader.skip();
      }
    }
    if (reader.next() != Token.END) {
      throw new IllegalStateException("the reader refuses what follows");
    }
    checkVersion(version);
    return hasData;
  }

  private boolean inPlace(JsonReader reader, Token token) {
    int from = reader.tokenStart();
    reader.skip();
    if (token == Token.NULL) {
      return false;
    }
    data = attributes;
    start = from;
    end = reader.offset();
    inPlace = true;
    return true;
  }

  private boolean base64(JsonReader reader, Token token) {
    if (token == Token.NULL) {
      return false;
    }
    if (token != Token.TEXT) {
      throw new BadRecordException("data_base64 is no text");
    }
    try {
      data = Base64.getDecoder().decode(reader.text());
    } catch (IllegalArgumentException noBase64) {
      throw new BadRecordException("data_base64 is no base64");
    }
    start = 0;
    end = data.length;
    inPlace = false;
    return true;
  }

  private static void checkVersion(String version) {
    if (!version.startsWith("1.")) {
      throw new BadRecordException(
          version.isEmpty()
              ? "the record is no CloudEvent: it has no specversion"
              : "the event is of CloudEvents " + version + ", expected 1.0");
    }
  }
}
