package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.config.OnlineConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs scripts of other packages, now and then, on the servers of the online store and with its
/// time-outs; on a connection of its own, so that they wait for no rows.
public final class RedisScripts {
  private final Servers servers;

  /// Connects when it is first used.
  public RedisScripts(Vertx vertx, OnlineConfig.Redis config) {
    servers =
        RedisOnlineStore.servers(
            vertx, config, 1, 1, new Confirmation(config.replicas(), config.commandTimeout()));
  }

  /// Runs a script, several times if need be.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException] of the kind that the server's answer
  ///   has.
  ///
  /// @param script may be run again when its answer is lost
  /// @param keys of one slot of a cluster
  public Future<@Nullable Response> run(String script, List<String> keys, List<String> arguments) {
    var request =
        Request.cmd(io.vertx.redis.client.Command.EVAL)
            .arg(script.getBytes(UTF_8))
            .arg(Integer.toString(keys.size()));
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    int slot = HashSlot.of(keys.getFirst().getBytes(UTF_8));
    return servers
        .send(List.of(new Command(request, slot, script.length())))
        .map(answers ->
            switch (answers.getFirst()) {
              case Answer.Told told -> told.response();
              case Answer.Failed(var failure) -> throw failure;
            });
  }

  public Future<Void> close() {
    return servers.topology().close();
  }
}
