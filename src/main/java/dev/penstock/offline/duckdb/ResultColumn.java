package dev.penstock.offline.duckdb;

import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import dev.penstock.plan.ColumnConverter;
import dev.penstock.plan.Faults;
import dev.penstock.plan.TimeParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import org.duckdb.DuckDBReadableVector;

/// Gathers a column of a result as encoded values. Used for one chunk.
sealed interface ResultColumn {

  void add(DuckDBReadableVector values, long from, long to);

  /// About how many bytes were gathered.
  long bytes();

  /// The values; null where one does not fit, which the faults are told.
  ByteColumn build(Faults faults);

  static ResultColumn of(Reading reading) {
    var type = reading.field().type();
    return switch (reading.form()) {
      case INTEGER, BIGINT, DOUBLE, FLOAT, BOOLEAN, TEXT, OCTETS -> new Scalars(put(reading, type));
      case JSON_TEXT -> new Json(reading, RawColumn.Kind.TEXT);
      case JSON_ARRAY -> new Json(reading, RawColumn.Kind.ARRAY);
      case JSON_OBJECT -> new Json(reading, RawColumn.Kind.OBJECT);
    };
  }

  /// Writes one value, which is not null.
  interface Put {
    void put(ByteColumn.Builder out, DuckDBReadableVector values, long row);
  }

  private static Put put(Reading reading, ValueType type) {
    return switch (reading.form()) {
      case INTEGER -> (out, values, row) -> ValueWriter.integer(out, type, values.getInt(row));
      case BIGINT -> (out, values, row) -> ValueWriter.integer(out, type, values.getLong(row));
      case DOUBLE ->
          (out, values, row) -> ValueWriter.doubleNumber(out, type, values.getDouble(row));
      case FLOAT -> (out, values, row) -> ValueWriter.floatNumber(out, type, values.getFloat(row));
      case BOOLEAN ->
          (out, values, row) -> ValueWriter.integer(out, type, values.getBoolean(row) ? 1 : 0);
      case OCTETS ->
          (out, values, row) ->
              delimited(out, type, Base64.getDecoder().decode(values.getString(row)));
      default ->
          (out, values, row) ->
              delimited(out, type, values.getString(row).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static void delimited(ByteColumn.Builder out, ValueType type, byte[] content) {
    ValueWriter.delimited(out, type, content, 0, content.length);
  }

  /// Single values, written as they come.
  final class Scalars implements ResultColumn {
    private final ByteColumn.Builder out = new ByteColumn.Builder(1_024, 1 << 14);
    private final Put put;

    Scalars(Put put) {
      this.put = put;
    }

    @Override
    public void add(DuckDBReadableVector values, long from, long to) {
      for (long row = from; row < to; row++) {
        if (!values.isNull(row)) {
          put.put(out, values, row);
        }
        out.endRow();
      }
    }

    @Override
    public long bytes() {
      return out.length();
    }

    @Override
    public ByteColumn build(Faults faults) {
      return out.build();
    }
  }

  /// JSON text, which is converted as a push would convert it.
  final class Json implements ResultColumn {
    private final ColumnConverter converter =
        new ColumnConverter(Handling.STRICT, new TimeParser(InstantSource.system()));

    private final Reading reading;
    private final RawColumn.Kind kind;
    private final RawColumn.Builder rows = new RawColumn.Builder(1_024);
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    Json(Reading reading, RawColumn.Kind kind) {
      this.reading = reading;
      this.kind = kind;
    }

    @Override
    public void add(DuckDBReadableVector values, long from, long to) {
      for (long row = from; row < to; row++) {
        if (values.isNull(row)) {
          rows.addNull();
        } else {
          byte[] json = values.getString(row).getBytes(StandardCharsets.UTF_8);
          rows.addSlice(kind, text.size(), json.length);
          text.writeBytes(json);
        }
      }
    }

    @Override
    public long bytes() {
      return text.size();
    }

    @Override
    public ByteColumn build(Faults faults) {
      var column = rows.build(reading.field().name(), text.toByteArray());
      return converter.convert(column, reading.field().type(), faults, reading::reason);
    }
  }
}
