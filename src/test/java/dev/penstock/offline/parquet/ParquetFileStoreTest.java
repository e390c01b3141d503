package dev.penstock.offline.parquet;

import java.nio.file.Path;

class ParquetFileStoreTest extends ParquetContract {
  @Override
  Path path(String source) {
    return directory.resolve(fileName(source) + ".parquet");
  }

  @Override
  Path leftover() {
    return directory.resolve(".events.parquet.1234.part");
  }
}
