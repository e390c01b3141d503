package dev.penstock.offline.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers as PostgreSQL sends them in binary.
final class BinaryNumbers {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BinaryNumbers() {}

  static int int32(byte[] bytes, int start) {
    return (int) INT.get(bytes, start);
  }

  static long int64(byte[] bytes, int start) {
    return (long) LONG.get(bytes, start);
  }

  /// A `smallint`, `integer` or `bigint`, told apart by their lengths.
  static long integer(byte[] bytes, int start, int length) {
    return switch (length) {
      case Short.BYTES -> (short) SHORT.get(bytes, start);
      case Integer.BYTES -> int32(bytes, start);
      default -> int64(bytes, start);
    };
  }

  /// A `real` or `double precision`, told apart by their lengths.
  static double real(byte[] bytes, int start, int length) {
    return length == Float.BYTES
        ? Float.intBitsToFloat(int32(bytes, start))
        : Double.longBitsToDouble(int64(bytes, start));
  }
}
