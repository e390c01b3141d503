package dev.penstock.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// The online store to run, told apart by `type`.
public sealed interface OnlineConfig {
  /// In this process, in `online` of the data directory.
  ///
  /// @param maxWaitingBytes of rows that may wait to be written
  /// @param blockCacheBytes memory for what is read
  /// @param memtableBytes memory for what is in no table file yet
  /// @param openFiles table files kept open
  /// @param readerThreads threads that read
  record Embedded(
      long maxWaitingBytes,
      long blockCacheBytes,
      long memtableBytes,
      int openFiles,
      int readerThreads)
      implements OnlineConfig {
    static final Range MEMORY = new Range(8L << 20, 1L << 40);
    static final Range FILES = new Range(16, 1_000_000);
    static final Range THREADS = new Range(1, 64);

    public Embedded {
      MEMORY.check("maxWaitingBytes", maxWaitingBytes);
      MEMORY.check("blockCacheBytes", blockCacheBytes);
      MEMORY.check("memtableBytes", memtableBytes);
      FILES.check("openFiles", openFiles);
      THREADS.check("readerThreads", readerThreads);
    }
  }

  /// Feast's Redis layout.
  ///
  /// @param servers of which a cluster needs any one, and sentinels are all
  /// @param sentinelMaster name of the group of servers that the sentinels watch
  /// @param database 0 in a cluster
  /// @param keyTtl after which an entity is forgotten that is not written; zero for never
  /// @param entityKeyVersion 2 or 3, as Feast's `entity_key_serialization_version`
  /// @param connections to each server
  /// @param commandTimeout of one pipeline of commands
  record Redis(
      Mode mode,
      List<Server> servers,
      String sentinelMaster,
      int database,
      Optional<String> username,
      Optional<Secret> password,
      TlsConfig tls,
      Duration keyTtl,
      int entityKeyVersion,
      int connections,
      Duration connectTimeout,
      Duration commandTimeout,
      GuardConfig guard)
      implements OnlineConfig {
    static final Range DATABASE = new Range(0, 1_000_000);
    static final Range CONNECTIONS = new Range(1, 64);

    /// How the servers belong together.
    public enum Mode {
      STANDALONE,
      CLUSTER,
      SENTINEL
    }

    /// Where a server listens.
    public record Server(String host, int port) {
      @Override
      public String toString() {
        return host + ":" + port;
      }
    }

    public Redis {
      servers = List.copyOf(servers);
      DATABASE.check("database", database);
      CONNECTIONS.check("connections", connections);
      KEY_VERSION.check("entityKeyVersion", entityKeyVersion);
      if (mode == Mode.CLUSTER && database != 0) {
        throw new IllegalArgumentException(
            "database is " + database + ", but a cluster has database 0 only");
      }
    }
  }

  /// Feast's PostgreSQL layout.
  ///
  /// @param entityKeyVersion 2 or 3, as Feast's `entity_key_serialization_version`
  /// @param newestWins false writes as Feast does: whatever comes last
  /// @param shiftedTimeZone the zone by which Feast has shifted the times it stored, because it was
  ///   the database's default; `UTC` where times are right
  /// @param vectors whether lists of numbers also go to `vector_value`, as with Feast's
  ///   `vector_enabled`
  record Postgres(
      PostgresConfig server,
      int entityKeyVersion,
      boolean newestWins,
      ZoneId shiftedTimeZone,
      boolean vectors)
      implements OnlineConfig {
    public Postgres {
      KEY_VERSION.check("entityKeyVersion", entityKeyVersion);
    }
  }

  /// Feast's SQLite file, which processes of Feast may use at the same time.
  ///
  /// @param path of the file, which is created where it does not exist
  /// @param entityKeyVersion 2 or 3, as Feast's `entity_key_serialization_version`
  /// @param newestWins false writes as Feast does: whatever comes last
  /// @param shiftedTimeZone the zone by which Feast has shifted the times it stored, because it was
  ///   that of its process; `UTC` where times are right
  /// @param createTables whether missing tables are created; otherwise they are an error
  /// @param busyTimeout how long to wait while another process writes
  /// @param readerThreads threads that read
  /// @param maxWaitingBytes of rows that may wait to be written
  record Sqlite(
      Path path,
      int entityKeyVersion,
      boolean newestWins,
      ZoneId shiftedTimeZone,
      boolean createTables,
      Duration busyTimeout,
      int readerThreads,
      long maxWaitingBytes)
      implements OnlineConfig {
    public Sqlite {
      KEY_VERSION.check("entityKeyVersion", entityKeyVersion);
      Embedded.THREADS.check("readerThreads", readerThreads);
      Embedded.MEMORY.check("maxWaitingBytes", maxWaitingBytes);
    }
  }

  Range KEY_VERSION = new Range(2, 3);
}
