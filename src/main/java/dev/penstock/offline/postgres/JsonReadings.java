package dev.penstock.offline.postgres;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.ValueType;
import dev.penstock.plan.ColumnConverter;
import dev.penstock.plan.Faults;
import dev.penstock.plan.TimeParser;
import java.time.InstantSource;

/// Reads whatever is kept as JSON, by the rules for what is pushed as JSON.
final class JsonReadings {
  private JsonReadings() {}

  static Reading of(ValueType type) {
    var converter = new ColumnConverter(Handling.STRICT, new TimeParser(InstantSource.system()));
    return (bytes, start, length, out) -> {
      var raw = new RawColumn.Builder(1);
      raw.addSlice(kind(bytes, start, length), start, length);
      var faults = new Faults();
      ByteColumn value =
          converter.convert(raw.build("", bytes), type, faults, () -> "is JSON of another form");
      if (faults.any()) {
        throw new RefusedValue(faults.problems().getFirst().message());
      }
      out.put(value.bytes(), value.start(0), value.length(0));
    };
  }

  private static Kind kind(byte[] json, int start, int length) {
    int at = start;
    while (at < start + length && json[at] <= ' ') {
      at++;
    }
    return switch (at < start + length ? json[at] : ' ') {
      case '[' -> Kind.ARRAY;
      case '{' -> Kind.OBJECT;
      case 'n' -> Kind.NULL;
      default -> Kind.TEXT;
    };
  }
}
