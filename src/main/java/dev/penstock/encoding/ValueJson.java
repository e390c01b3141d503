package dev.penstock.encoding;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;

/// Renders encoded values as JSON: the one place that does (contract 1.5.7).
public final class ValueJson {
  /// What stands for NaN and the infinities, for which JSON has no number.
  public enum NonFinite {
    /// The texts `"NaN"`, `"Infinity"`, `"-Infinity"`.
    TEXT,
    NULL,
    /// The read fails.
    FAIL
  }

  private static final long NO_TIME = Long.MIN_VALUE;
  private static final DateTimeFormatter ZONED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

  private final NonFinite nonFinite;

  public ValueJson(NonFinite nonFinite) {
    this.nonFinite = nonFinite;
  }

  /// Writes the JSON of one encoded `feast.types.Value`; `null` for one without bytes.
  public void write(JsonWriter out, byte[] bytes, int start, int length) {
    write(out, new ProtoReader(bytes, start, length));
  }

  private void write(JsonWriter out, ProtoReader value) {
    if (value.atEnd()) {
      out.nothing();
      return;
    }
    int field = value.field();
    switch (field) {
      case 3, 4, 8 -> out.integer(value.varint());
      case 5 -> real(out, value.doubleNumber());
      case 6 -> real(out, value.floatNumber());
      case 7 -> out.bool(value.varint() != 0);
      case 1 -> base64(out, value.message());
      case 2, 32, 36, 37, 44 -> text(out, value.message());
      case 11, 22 -> elements(out, value.message(), this::base64);
      case 12, 23, 33, 38, 39, 40, 41, 45, 46 -> elements(out, value.message(), this::text);
      case 13, 14, 18, 24, 25, 29 -> packed(out, value, list -> out.integer(list.varint()));
      case 15, 26 -> packed(out, value, list -> real(out, list.doubleNumber()));
      case 16, 27 -> packed(out, value, list -> real(out, list.floatNumber()));
      case 17, 28 -> packed(out, value, list -> out.bool(list.varint() != 0));
      case 20, 34 -> map(out, value.message());
      case 21, 35 -> elements(out, value.message(), this::map);
      case 42, 43 -> elements(out, value.message(), this::write);
      case 48 -> zoned(out, value.message());
      // A map of scalars (47), which Feast cannot show either, and what later versions may add.
      default -> out.nothing();
    }
  }

  private interface Element {
    void write(JsonWriter out, ProtoReader element);
  }

  private interface Packed {
    void write(ProtoReader list);
  }

  private static void elements(JsonWriter out, ProtoReader list, Element element) {
    out.raw('[');
    for (boolean first = true; !list.atEnd(); first = false) {
      if (!first) {
        out.raw(',');
      }
      list.enter();
      element.write(out, list.message());
    }
    out.raw(']');
  }

  private static void packed(JsonWriter out, ProtoReader value, Packed element) {
    var list = value.message();
    out.raw('[');
    boolean first = true;
    while (!list.atEnd()) {
      list.enter();
      // A writer may also put each number into a field of its own.
      boolean single = !list.isDelimited();
      var numbers = single ? list : list.message();
      for (boolean more = single || !numbers.atEnd(); more; more = !single && !numbers.atEnd()) {
        if (!first) {
          out.raw(',');
        }
        first = false;
        element.write(numbers);
      }
    }
    out.raw(']');
  }

  /// A map's entries are messages of a name (1) and a value (2).
  private void map(JsonWriter out, ProtoReader map) {
    out.raw('{');
    for (boolean first = true; !map.atEnd(); first = false) {
      if (!first) {
        out.raw(',');
      }
      map.enter();
      entry(out, map.message());
    }
    out.raw('}');
  }

  private void entry(JsonWriter out, ProtoReader entry) {
    var name = new ProtoReader(new byte[0], 0, 0);
    var value = name;
    while (!entry.atEnd()) {
      switch (entry.field()) {
        case 1 -> name = entry.message();
        case 2 -> value = entry.message();
        default -> entry.skip();
      }
    }
    text(out, name);
    out.raw(':');
    write(out, value);
  }

  private void text(JsonWriter out, ProtoReader text) {
    out.text(text.bytes(), text.position(), text.remaining());
  }

  private void base64(JsonWriter out, ProtoReader octets) {
    int start = octets.position();
    byte[] plain = Arrays.copyOfRange(octets.bytes(), start, start + octets.remaining());
    byte[] encoded = Base64.getEncoder().encode(plain);
    out.raw('"');
    out.raw(encoded, 0, encoded.length);
    out.raw('"');
  }

  /// Writes a number, which need not be finite.
  ///
  /// - **Fails** by throwing `UNREPRESENTABLE` for one that is not, where the rule is to.
  public void real(JsonWriter out, double value) {
    if (Double.isFinite(value) || nonFinite == NonFinite.TEXT) {
      out.real(value);
    } else if (nonFinite == NonFinite.NULL) {
      out.nothing();
    } else {
      throw new PushException(
          FailureKind.UNREPRESENTABLE, "is " + value + ", for which JSON has no number");
    }
  }

  /// A time in seconds (1) with its zone (2).
  private static void zoned(JsonWriter out, ProtoReader time) {
    long seconds = 0;
    String zone = "";
    while (!time.atEnd()) {
      switch (time.field()) {
        case 1 -> seconds = time.varint();
        case 2 -> {
          var name = time.message();
          zone =
              new String(name.bytes(), name.position(), name.remaining(), StandardCharsets.UTF_8);
        }
        default -> time.skip();
      }
    }
    if (seconds == NO_TIME) {
      out.nothing();
      return;
    }
    try {
      ZoneId id = zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
      out.text(ZONED.format(Instant.ofEpochSecond(seconds).atZone(id)));
    } catch (DateTimeException unreadable) {
      out.nothing();
    }
  }
}
