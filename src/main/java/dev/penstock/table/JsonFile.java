package dev.penstock.table;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.ReadAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Columns as JSON, which are collected in memory.
final class JsonFile implements TableFile {
  private final ColumnsJson json;
  private final Path file;
  private final SizeLimit limit;
  private final LongConsumer memory;
  private final List<ReadAnswer> chunks = new ArrayList<>();

  JsonFile(Layout layout, ColumnsJson json, Path file, SizeLimit limit, LongConsumer memory) {
    this.json = json;
    this.file = file;
    this.limit = limit;
    this.memory = memory;
    memory.accept(layout.bytes(0, layout.entities().rows()));
  }

  @Override
  public void add(ReadAnswer chunk, int first) {
    memory.accept(chunk.bytes());
    chunks.add(chunk);
  }

  @Override
  public void finish() throws IOException {
    var out = new JsonWriter(1 << 16);
    json.write(out, chunks);
    limit.check(out.length());
    try (var stream = Files.newOutputStream(file)) {
      stream.write(out.array(), 0, out.length());
    }
  }

  @Override
  public void close() {
    chunks.clear();
  }
}
