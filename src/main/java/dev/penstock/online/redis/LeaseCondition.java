package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Fence;
import dev.penstock.model.PushException;
import java.util.List;
import java.util.function.Supplier;

/// What the script looks at before it writes rows under a lease.
final class LeaseCondition {
  /// For rows that need no lease.
  static final LeaseCondition NONE =
      new LeaseCondition(
          List.of(),
          List.of(),
          () -> new PushException(FailureKind.DEFECT, "redis: a lease is missed by rows without"));

  private final List<byte[]> keys;
  private final List<byte[]> arguments;
  private final Supplier<PushException> failure;

  private LeaseCondition(
      List<byte[]> keys, List<byte[]> arguments, Supplier<PushException> failure) {
    this.keys = keys;
    this.arguments = arguments;
    this.failure = failure;
  }

  /// The lease is held.
  ///
  /// @param key of the lease, on the server that writes
  static LeaseCondition held(byte[] key, Fence fence) {
    return new LeaseCondition(List.of(key), List.of(ascii(fence.number())), fence::lost);
  }

  /// It is not too late: the lease was held, and would end at a time by the clock of the server
  /// that writes.
  ///
  /// @param end milliseconds
  static LeaseCondition before(long end, Fence fence) {
    return new LeaseCondition(
        List.of(),
        List.of(ascii(end)),
        () ->
            new PushException(
                FailureKind.UNAVAILABLE,
                "redis: rows under the lease %s came after it would have ended; it may have been renewed"
                    .formatted(fence)));
  }

  /// What follows the keys of the rows.
  List<byte[]> keys() {
    return keys;
  }

  /// What follows the rows.
  List<byte[]> arguments() {
    return arguments;
  }

  /// Why the rows were not written.
  PushException failure() {
    return failure.get();
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
