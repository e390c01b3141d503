package dev.penstock.online.embedded;

import dev.penstock.config.OnlineConfig;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/// RocksDB set up for point lookups in bounded memory. Its native handles outlive the database.
final class DatabaseOptions implements AutoCloseable {
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final int BACKGROUND_JOBS = 2;
  private static final int MEMTABLES = 3;

  static {
    RocksDB.loadLibrary();
  }

  private final Cache cache;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final DBOptions database;
  private final ColumnFamilyOptions rows;
  private final ColumnFamilyOptions catalogue = new ColumnFamilyOptions();

  DatabaseOptions(OnlineConfig.Embedded config) {
    cache = new LRUCache(config.blockCacheBytes());
    database =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setMaxOpenFiles(config.openFiles())
            .setMaxBackgroundJobs(BACKGROUND_JOBS)
            .setDbWriteBufferSize(config.memtableBytes())
            .setMaxTotalWalSize(config.memtableBytes())
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(2)
            .setMaxLogFileSize(1 << 20)
            .setStatsDumpPeriodSec(0);
    rows =
        new ColumnFamilyOptions()
            .setWriteBufferSize(config.memtableBytes() / MEMTABLES)
            .setMaxWriteBufferNumber(MEMTABLES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(tables());
  }

  private BlockBasedTableConfig tables() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setPinL0FilterAndIndexBlocksInCache(true)
        .setFilterPolicy(filter)
        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions rows() {
    return rows;
  }

  ColumnFamilyOptions catalogue() {
    return catalogue;
  }

  @Override
  public void close() {
    rows.close();
    catalogue.close();
    database.close();
    filter.close();
    cache.close();
  }
}
