package dev.penstock.online.redis;

import dev.penstock.model.Fence;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A look at who holds a lease.
final class LeaseLook {
  private final byte[] key;
  private final Fence fence;

  /// @param key see [LeaseKey]
  LeaseLook(byte[] key, Fence fence) {
    this.key = key;
    this.fence = fence;
  }

  Words words() {
    return Words.ofBytes(Command.GET, List.of(key));
  }

  /// Has the server refuse the next transaction of the connection once somebody else has the lease,
  /// nobody has it any more, or it was renewed.
  Words watch() {
    return Words.ofBytes(Command.WATCH, List.of(key));
  }

  /// Has the server tell after how many milliseconds it ends.
  Words left() {
    return Words.ofBytes(Command.PTTL, List.of(key));
  }

  /// Returns when the lease was held.
  ///
  /// - **Fails** by throwing `LEASE_LOST` when it was not.
  ///
  /// @param told the answer to the words
  void expectHeld(@Nullable Response told) {
    if (told == null || !told.toString().equals(Long.toString(fence.number()))) {
      throw fence.lost();
    }
  }
}
