package dev.penstock.lease.redis;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.online.redis.LocalCluster;
import dev.penstock.online.redis.RedisConfigs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Most rows are on other servers than the leases.
class RedisClusterLeasesTest extends RedisLeasesContract {
  @TempDir private static Path directory;

  private static LocalCluster cluster;

  @BeforeAll
  static void open() throws Exception {
    cluster = LocalCluster.start(vertx, directory, 3);
    open(RedisConfigs.of(Mode.CLUSTER, cluster.ports()[0]), cluster.nodes(), " +cluster|slots");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }
}
