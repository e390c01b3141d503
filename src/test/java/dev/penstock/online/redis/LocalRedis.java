package dev.penstock.online.redis;

import dev.penstock.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// A real server on a free port, that keeps everything in memory.
public final class LocalRedis implements AutoCloseable {
  private final int port;
  private final RedisServer server;

  private LocalRedis(int port, RedisServer server) {
    this.port = port;
    this.server = server;
  }

  /// Starts one.
  ///
  /// @param settings further lines of `redis.conf`
  public static LocalRedis start(String... settings) throws IOException {
    return start(FreePorts.next(), settings);
  }

  static LocalRedis start(int port, String... settings) throws IOException {
    var builder = new RedisServerBuilder().port(port).setting("save \"\"").setting("appendonly no");
    Arrays.stream(settings).forEach(builder::setting);
    var server = builder.build();
    server.start();
    return new LocalRedis(port, server);
  }

  public int port() {
    return port;
  }

  /// Runs one command; throws what the server refuses.
  public Response call(Vertx vertx, Command command, Object... arguments) throws Exception {
    return call(vertx, port, command, arguments);
  }

  static Response call(Vertx vertx, int port, Command command, Object... arguments)
      throws Exception {
    var options =
        new RedisOptions()
            .setConnectionString("redis://127.0.0.1:" + port)
            .setPreferredProtocolVersion(ProtocolVersion.RESP2);
    var client = Redis.createClient(vertx, options);
    try {
      return client
          .send(Request.cmd(command, arguments))
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } finally {
      client.close();
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
