package dev.penstock.lease.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.config.OnlineConfig;
import dev.penstock.lease.Leases;
import dev.penstock.online.redis.LeaseKey;
import dev.penstock.online.redis.RedisScripts;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The hashes that all processes of a project share, on one server of a cluster; `shared.lua` says
/// what is in them.
///
/// ```text
/// penstock:{shop}:lease:nightly
/// penstock:{shop}:held:nightly        while somebody holds the lease
/// penstock:{shop}:windows:customer_stats
/// ```
public final class SharedHashes {
  private static final String SCRIPT = script();

  private final RedisScripts scripts;

  /// Connects when it is first used.
  public SharedHashes(Vertx vertx, OnlineConfig.Redis config) {
    scripts = new RedisScripts(vertx, config);
  }

  public Leases leases(String project) {
    return new RedisLeases(this, project);
  }

  /// Fenced by the leases of the same project.
  public Progress progress(String project) {
    return new RedisProgress(this, project, Optional.empty());
  }

  public Future<Void> close() {
    return scripts.close();
  }

  /// @param lease its name, empty for an operation on windows alone
  /// @param view its name, empty for an operation on a lease alone
  Future<@Nullable Response> call(
      String project, String lease, String view, List<String> arguments) {
    var keys =
        List.of(
            "penstock:{%s}:lease:%s".formatted(project, lease),
            LeaseKey.of(project, lease),
            "penstock:{%s}:windows:%s".formatted(project, view));
    return scripts.run(SCRIPT, keys, arguments);
  }

  static long number(Response told) {
    return Long.parseLong(told.toString());
  }

  private static String script() {
    try (var lua = SharedHashes.class.getResourceAsStream("shared.lua")) {
      if (lua == null) {
        throw new IllegalStateException("shared.lua is missing beside " + SharedHashes.class);
      }
      return new String(lua.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
