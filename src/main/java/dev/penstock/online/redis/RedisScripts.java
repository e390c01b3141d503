package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.config.OnlineConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs scripts of other packages, now and then, on the servers of the online store and with its
/// time-outs; on a connection of its own, so that they wait for no rows.
public final class RedisScripts {
  private final Servers servers;

  /// Connects when it is first used.
  public RedisScripts(Vertx vertx, OnlineConfig.Redis config) {
    servers = RedisOnlineStore.writing(vertx, config, 1);
  }

  /// Runs a script, several times if need be.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException] of the kind that the server's answer
  ///   has.
  ///
  /// @param script may be run again when its answer is lost
  /// @param keys of one slot of a cluster
  public Future<@Nullable Response> run(String script, List<String> keys, List<String> arguments) {
    var words = new ArrayList<Object>();
    words.add(script);
    words.add(keys.size());
    words.addAll(keys);
    words.addAll(arguments);
    int slot = HashSlot.of(keys.getFirst().getBytes(UTF_8));
    var eval = Words.of(io.vertx.redis.client.Command.EVAL, words.toArray());
    return servers
        .send(List.of(new Command(eval, slot, script.length())))
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
