package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which server has which slot, as one server of the cluster tells.
final class Slots {
  private static final int COUNT = 16_384;

  private final @Nullable Server[] owners = new @Nullable Server[COUNT];

  /// @param answer to `CLUSTER SLOTS`: first slot, last slot, primary (host, port, …), replicas
  /// @param from who has told; a server that knows no name of its own leaves it out
  static Slots of(Response answer, Server from) {
    var slots = new Slots();
    for (Response range : answer) {
      Response primary = range.get(2);
      Response host = primary.get(0);
      String named = host == null ? "" : host.toString();
      var owner = server(named.isEmpty() ? from.host() : named, number(primary.get(1)));
      Arrays.fill(slots.owners, number(range.get(0)), number(range.get(1)) + 1, owner);
    }
    return slots;
  }

  /// The address, with brackets around a host that has colons.
  static Server server(String host, int port) {
    return new Server(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host, port);
  }

  static int number(Response answer) {
    return Integer.parseInt(answer.toString());
  }

  /// The server of a slot, or null where the cluster has none.
  @Nullable Server owner(int slot) {
    return owners[slot];
  }

  @Nullable Server[] owners() {
    return owners.clone();
  }
}
