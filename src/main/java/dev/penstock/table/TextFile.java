package dev.penstock.table;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.ReadAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Rows of text, one after the other.
final class TextFile implements TableFile {
  private final RowText text;
  private final SizeLimit limit;
  private final OutputStream out;
  private long written;

  TextFile(RowText text, Path file, SizeLimit limit) throws IOException {
    this.text = text;
    this.limit = limit;
    this.out = Files.newOutputStream(file);
    var head = new JsonWriter();
    text.writeHead(head);
    write(head);
  }

  @Override
  public void add(ReadAnswer chunk, int first) throws IOException {
    var rows = new JsonWriter(1 << 16);
    text.writeRows(rows, chunk, first);
    write(rows);
  }

  @Override
  public void finish() {
    // Every row is written as it comes.
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void write(JsonWriter piece) throws IOException {
    written += piece.length();
    limit.check(written);
    out.write(piece.array(), 0, piece.length());
  }
}
