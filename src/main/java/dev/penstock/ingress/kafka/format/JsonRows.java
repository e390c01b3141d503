package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/// The rows of a JSON text: an object is one, an array of objects is several, null is none. They
/// are slices of the text.
public final class JsonRows {
  private static final int MOST_BYTES = 128 << 20;

  private JsonRows() {}

  /// Keeps a short record from becoming any length of JSON, by names that are written out.
  ///
  /// - **Fails** by throwing [BadRecordException] when so much is written of it already.
  public static void bound(JsonWriter out) {
    if (out.length() > MOST_BYTES) {
      throw new BadRecordException("the record comes to more than 128 MiB as JSON");
    }
  }

  /// An object is taken as it is: who reads its members finds out whether it is JSON.
  ///
  /// - **Fails** by throwing [BadRecordException].
  ///
  /// @param what the text is, for a reason
  public static List<RecordRow> of(String what, byte[] json, int start, int end) {
    int first = firstByte(json, start, end);
    if (first < end && json[first] == '{') {
      return List.of(new RecordRow(json, first, end));
    }
    try {
      return several(what, json, first, end);
    } catch (JsonException malformed) {
      throw Bad.json(what, first, malformed);
    }
  }

  private static List<RecordRow> several(String what, byte[] json, int start, int end) {
    var reader = new JsonReader(json, start, end, RowMapping.MOST_DEPTH + 1);
    var rows = new ArrayList<RecordRow>();
    var token = reader.next();
    if (token == Token.ARRAY_START) {
      for (var next = reader.next(); next != Token.ARRAY_END; next = reader.next()) {
        int from = reader.tokenStart();
        if (next != Token.OBJECT_START) {
          throw noObject("element " + rows.size() + " of the " + what, from);
        }
        reader.skip();
        rows.add(new RecordRow(json, from, reader.offset()));
      }
    } else if (token != Token.NULL) {
      throw noObject("the " + what, reader.tokenStart());
    }
    if (reader.next() != Token.END) {
      throw new IllegalStateException("the reader refuses what follows");
    }
    return rows;
  }

  private static BadRecordException noObject(String what, int at) {
    return new BadRecordException(
        "%s is no JSON object, at byte %d; a record is an object, or an array of objects"
            .formatted(what, at));
  }

  /// Behind spaces and a byte order mark.
  private static int firstByte(byte[] json, int start, int end) {
    int at = start;
    if (end - at > 2
        && json[at] == (byte) 0xEF
        && json[at + 1] == (byte) 0xBB
        && json[at + 2] == (byte) 0xBF) {
      at += 3;
    }
    while (at < end && (json[at] == ' ' || (json[at] >= '\t' && json[at] <= '\r'))) {
      at++;
    }
    return at;
  }
}
