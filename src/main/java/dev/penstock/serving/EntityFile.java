package dev.penstock.serving;

import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import dev.penstock.json.RawJson;
import dev.penstock.json.TableReader;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// The entities of a job, kept as JSON as they were sent. Blocks.
///
/// ```text
/// {"driver_id":[1001,1002],"event_timestamp":["2026-01-02T10:00:00Z","2026-01-02"]}
/// ```
final class EntityFile {
  private static final String NAME = "entities.json";
  private static final int DEPTH = 1_000;

  private EntityFile() {}

  /// Durable once this returns, but for the name.
  static void write(Path directory, RawTable entities) throws IOException {
    var out = new JsonWriter(1 << 16);
    char separator = '{';
    for (RawColumn column : entities.columns()) {
      out.raw(separator);
      out.text(column.name());
      out.raw(':');
      writeValues(out, column);
      separator = ',';
    }
    out.raw('}');
    try (var file = new RandomAccessFile(directory.resolve(NAME).toFile(), "rw")) {
      file.write(out.array(), 0, out.length());
      file.getFD().sync();
    }
  }

  /// - **Fails** by throwing `UNAVAILABLE` when it cannot be read.
  static RawTable read(Path directory) {
    try {
      byte[] text = Files.readAllBytes(directory.resolve(NAME));
      var reader = new JsonReader(text, 0, text.length, DEPTH);
      if (reader.next() != Token.OBJECT_START) {
        throw new IOException("it does not hold columns");
      }
      return new TableReader(reader, text, Integer.MAX_VALUE, "entities").read(false);
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE, "the entities of the job cannot be read: " + failure, failure);
    }
  }

  private static void writeValues(JsonWriter out, RawColumn column) {
    out.raw('[');
    for (int row = 0; row < column.rows(); row++) {
      if (row > 0) {
        out.raw(',');
      }
      RawJson.writeExactly(out, column, row);
    }
    out.raw(']');
  }
}
