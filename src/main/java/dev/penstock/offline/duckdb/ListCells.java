package dev.penstock.offline.duckdb;

import dev.penstock.encoding.ProtoReader;
import dev.penstock.encoding.ValueReader;
import dev.penstock.model.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Appends lists and sets of scalars: numbers as arrays, so that nothing is boxed.
final class ListCells {
  private ListCells() {}

  static Cell of(ValueType element) {
    return switch (element) {
      case BYTES, IMAGE_BYTES, PDF_BYTES ->
          (out, bytes, start, length) -> out.append(delimited(bytes, start, length, Cell::octets));
      case INT32 -> (out, bytes, start, length) -> out.append(ints(packed(bytes, start, length)));
      case INT64, UNIX_TIMESTAMP ->
          (out, bytes, start, length) -> out.append(longs(packed(bytes, start, length)));
      case DOUBLE ->
          (out, bytes, start, length) -> out.append(doubles(packed(bytes, start, length)));
      case FLOAT -> (out, bytes, start, length) -> out.append(floats(packed(bytes, start, length)));
      case BOOL -> (out, bytes, start, length) -> out.append(bools(packed(bytes, start, length)));
      default ->
          (out, bytes, start, length) -> out.append(delimited(bytes, start, length, Cell::text));
    };
  }

  private static ProtoReader packed(byte[] bytes, int start, int length) {
    return ValueReader.elements(bytes, start, length, true);
  }

  private static <T> List<T> delimited(
      byte[] bytes, int start, int length, Function<ProtoReader, T> element) {
    var list = ValueReader.elements(bytes, start, length, false);
    var elements = new ArrayList<T>();
    while (!list.atEnd()) {
      list.enter();
      elements.add(element.apply(list.message()));
    }
    return elements;
  }

  // A packed number has at least one byte, so the bytes left bound the count.

  private static int[] ints(ProtoReader list) {
    int[] numbers = new int[list.remaining()];
    int count = 0;
    while (!list.atEnd()) {
      numbers[count++] = (int) list.varint();
    }
    return Arrays.copyOf(numbers, count);
  }

  private static long[] longs(ProtoReader list) {
    long[] numbers = new long[list.remaining()];
    int count = 0;
    while (!list.atEnd()) {
      numbers[count++] = list.varint();
    }
    return Arrays.copyOf(numbers, count);
  }

  private static boolean[] bools(ProtoReader list) {
    boolean[] flags = new boolean[list.remaining()];
    int count = 0;
    while (!list.atEnd()) {
      flags[count++] = list.varint() != 0;
    }
    return Arrays.copyOf(flags, count);
  }

  private static double[] doubles(ProtoReader list) {
    double[] numbers = new double[list.remaining() / Double.BYTES];
    for (int element = 0; element < numbers.length; element++) {
      numbers[element] = list.doubleNumber();
    }
    return numbers;
  }

  private static float[] floats(ProtoReader list) {
    float[] numbers = new float[list.remaining() / Float.BYTES];
    for (int element = 0; element < numbers.length; element++) {
      numbers[element] = list.floatNumber();
    }
    return numbers;
  }
}
