package dev.penstock.online.redis;

import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisClusterTest extends OnlineStoreContract {
  @TempDir static Path directory;

  private static Vertx vertx;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    cluster = LocalCluster.start(vertx, directory, 3);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    done(vertx.close());
  }

  @Override
  protected OnlineStore open() throws Exception {
    cluster.flush();
    return another();
  }

  private static OnlineStore another() {
    // One server is enough to find the others.
    return RedisOnlineStore.open(
        vertx, RedisConfigs.of(Mode.CLUSTER, cluster.ports()[1]).config(), BatchListener.NONE);
  }

  @Test
  void writersThatRaceLeaveTheGreatestRowOfEachKey() throws Exception {
    var writers = new ArrayList<OnlineStore>();
    for (int writer = 0; writer < 8; writer++) {
      writers.add(another());
      done(writers.getLast().prepare(definitions(VIEW)));
    }

    Race.run(
        writers,
        () -> {
          for (LocalRedis node : cluster.nodes()) {
            node.call(vertx, Command.SCRIPT, "FLUSH");
          }
        });

    for (OnlineStore writer : writers) {
      done(writer.close());
    }
  }
}
