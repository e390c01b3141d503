package dev.penstock.config;

import dev.penstock.yaml.YamlMap;
import java.util.Map;
import java.util.function.Function;

/// Reads the sections `online` and `offline`, whose keys depend on `type`.
final class StoreReader {
  private StoreReader() {}

  static OnlineConfig online(YamlMap map) {
    return map.choice(
            "type",
            Map.<String, Function<YamlMap, OnlineConfig>>of(
                "embedded", StoreReader::onlineEmbedded),
            StoreReader::onlineEmbedded)
        .apply(map);
  }

  static OfflineConfig offline(YamlMap map) {
    return map.choice(
            "type",
            Map.<String, Function<YamlMap, OfflineConfig>>of(
                "embedded", StoreReader::offlineEmbedded),
            StoreReader::offlineEmbedded)
        .apply(map);
  }

  private static OnlineConfig onlineEmbedded(YamlMap map) {
    return new OnlineConfig.Embedded(
        ConfigReader.bytes(map, "maxWaitingBytes", OnlineConfig.Embedded.MEMORY),
        ConfigReader.bytes(map, "blockCacheBytes", OnlineConfig.Embedded.MEMORY),
        ConfigReader.bytes(map, "memtableBytes", OnlineConfig.Embedded.MEMORY),
        ConfigReader.integer(map, "openFiles", OnlineConfig.Embedded.FILES),
        ConfigReader.integer(map, "readerThreads", OnlineConfig.Embedded.THREADS));
  }

  private static OfflineConfig offlineEmbedded(YamlMap map) {
    return new OfflineConfig.Embedded(
        ConfigReader.bytes(map, "maxWaitingBytes", OfflineConfig.Embedded.WAITING),
        ConfigReader.bytes(map, "memoryBytes", OfflineConfig.Embedded.MEMORY),
        ConfigReader.integer(map, "threads", OfflineConfig.Embedded.THREADS));
  }
}
