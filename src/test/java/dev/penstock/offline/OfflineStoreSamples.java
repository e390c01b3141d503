package dev.penstock.offline;

import dev.penstock.encoding.ListWriter;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushSource;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// Batch sources and rows for tests of offline stores.
public final class OfflineStoreSamples {
  private OfflineStoreSamples() {}

  public static BatchSource source(String name, Field... columns) {
    return new BatchSource(name, "ts", Optional.of("created"), Map.of(), List.of(columns));
  }

  public static Field field(String name, ValueType type) {
    return new Field(name, type);
  }

  public static Definitions definitions(BatchSource... sources) {
    return new Definitions(
        "shop",
        List.of(),
        List.of(sources),
        Arrays.stream(sources).map(each -> new PushSource(each.name() + "_push", each)).toList(),
        List.of(),
        List.of());
  }

  /// Rows with the given event times; each row's created time is its event time + 1.
  public static OfflineRows rows(BatchSource source, long[] times, ByteColumn... columns) {
    long[] created = LongStream.of(times).map(time -> time + 1).toArray();
    return new OfflineRows(source, times, created, List.of(columns));
  }

  public static OfflineRows row(BatchSource source, long time, ByteColumn... columns) {
    return rows(source, new long[] {time}, columns);
  }

  /// One row of an INT64, UNIX_TIMESTAMP, INT32 or BOOL per number.
  public static ByteColumn integers(ValueType type, long... values) {
    var out = new ByteColumn.Builder(values.length, 16);
    for (long value : values) {
      ValueWriter.integer(out, type, value);
      out.endRow();
    }
    return out.build();
  }

  public static ByteColumn longs(long... values) {
    return integers(ValueType.INT64, values);
  }

  public static ByteColumn doubles(double... values) {
    var out = new ByteColumn.Builder(values.length, 16);
    for (double value : values) {
      ValueWriter.doubleNumber(out, ValueType.DOUBLE, value);
      out.endRow();
    }
    return out.build();
  }

  public static ByteColumn floats(float... values) {
    var out = new ByteColumn.Builder(values.length, 16);
    for (float value : values) {
      ValueWriter.floatNumber(out, ValueType.FLOAT, value);
      out.endRow();
    }
    return out.build();
  }

  public static ByteColumn texts(ValueType type, String... values) {
    var out = new ByteColumn.Builder(values.length, 16);
    for (String value : values) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      ValueWriter.delimited(out, type, utf8, 0, utf8.length);
      out.endRow();
    }
    return out.build();
  }

  public static ByteColumn octets(ValueType type, int... values) {
    byte[] bytes = new byte[values.length];
    for (int octet = 0; octet < bytes.length; octet++) {
      bytes[octet] = (byte) values[octet];
    }
    var out = new ByteColumn.Builder(1, 16);
    ValueWriter.delimited(out, type, bytes, 0, bytes.length);
    out.endRow();
    return out.build();
  }

  /// One row with a list of numbers.
  public static ByteColumn list(ValueType type, long... values) {
    var list = new ListWriter();
    Arrays.stream(values).forEach(list::addInteger);
    return written(list, type);
  }

  public static ByteColumn list(ValueType type, String... values) {
    var list = new ListWriter();
    for (String value : values) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      list.addDelimited(utf8, 0, utf8.length);
    }
    return written(list, type);
  }

  public static ByteColumn doubleList(double... values) {
    var list = new ListWriter();
    Arrays.stream(values).forEach(list::addDouble);
    return written(list, ValueType.DOUBLE_LIST);
  }

  public static ByteColumn floatList(float... values) {
    var list = new ListWriter();
    for (float value : values) {
      list.addFloat(value);
    }
    return written(list, ValueType.FLOAT_LIST);
  }

  public static ByteColumn nothing() {
    return ByteColumn.repeated(new byte[0], 1);
  }

  private static ByteColumn written(ListWriter list, ValueType type) {
    var out = new ByteColumn.Builder(1, 16);
    list.write(out, type);
    out.endRow();
    return out.build();
  }
}
