package dev.penstock.offline.parquet;

import dev.penstock.offline.parquet.Thrift.Encoded;
import dev.penstock.offline.parquet.Thrift.Field;
import dev.penstock.offline.parquet.Thrift.Items;
import dev.penstock.offline.parquet.Thrift.Struct;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The end of a Parquet file, which says how its columns are called and what they mean.
///
/// ```text
/// row groups | FileMetaData | its length, 4 bytes | PAR1
/// ```
final class Footer {
  private static final int TAIL = 8;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  // Fields of FileMetaData, RowGroup, ColumnChunk, ColumnMetaData.
  private static final int SCHEMA = 2;
  private static final int ROW_GROUPS = 4;
  private static final int COLUMNS = 1;
  private static final int META_DATA = 3;
  private static final int PATH = 3;

  // Fields of SchemaElement.
  private static final int TYPE = 1;
  private static final int NAME = 4;
  private static final int CHILDREN = 5;
  private static final int SCALE = 7;
  private static final int PRECISION = 8;

  /// Name, converted type, id and logical type.
  private static final Set<Integer> MEANING = Set.of(NAME, 6, 9, 10);

  private Footer() {}

  /// Gives the columns of a file the meanings that they have in another one: DuckDB writes the same
  /// bytes, but has no words for some types, nor other names for what is in a list.
  ///
  /// Does nothing where the columns are not kept in the same way.
  static void align(Path file, Path model) throws IOException {
    Struct wanted;
    try (var channel = FileChannel.open(model, StandardOpenOption.READ)) {
      wanted = read(channel).metadata();
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var found = read(channel);
      var aligned = aligned(found.metadata(), wanted);
      if (aligned.isPresent()) {
        write(channel, found.start(), aligned.get());
      }
    }
  }

  private record Found(long start, Struct metadata) {}

  private static Found read(FileChannel channel) throws IOException {
    long size = channel.size();
    int length = bytes(channel, size - TAIL, TAIL).order(ByteOrder.LITTLE_ENDIAN).getInt();
    long start = size - TAIL - length;
    return new Found(start, Thrift.read(bytes(channel, start, length)));
  }

  private static void write(FileChannel channel, long start, Struct metadata) throws IOException {
    var out = new ByteArrayOutputStream();
    Thrift.write(metadata, out);
    var bytes =
        ByteBuffer.allocate(out.size() + TAIL)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(out.toByteArray())
            .putInt(out.size())
            .put(MAGIC)
            .flip();
    channel.truncate(start);
    long position = start;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long start, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + bytes.position()) < 0) {
        throw new IOException("a Parquet file ends too soon");
      }
    }
    return bytes.flip();
  }

  private static Optional<Struct> aligned(Struct found, Struct wanted) {
    var elements = elements(found);
    var models = elements(wanted);
    if (models.size() > elements.size()) {
      return Optional.empty();
    }
    // The first element is the root, which stands for the file.
    for (int element = 1; element < models.size(); element++) {
      var own = elements.get(element);
      var model = models.get(element);
      if (!isKeptAlike(own, model)) {
        return Optional.empty();
      }
      elements.set(element, meaning(own, model));
    }
    return Optional.of(
        found
            .with(SCHEMA, new Items(Thrift.STRUCT, List.copyOf(elements)))
            .with(ROW_GROUPS, renamed((Items) found.get(ROW_GROUPS), leaves(elements))));
  }

  /// A decimal says its digits, in whatever bytes it is kept.
  private static boolean isKeptAlike(Struct own, Struct model) {
    boolean decimals =
        own.has(PRECISION)
            && own.get(PRECISION).equals(model.get(PRECISION))
            && own.get(SCALE).equals(model.get(SCALE));
    return own.get(CHILDREN).equals(model.get(CHILDREN))
        && (decimals || own.get(TYPE).equals(model.get(TYPE)));
  }

  private static Struct meaning(Struct own, Struct model) {
    var fields = new ArrayList<Field>();
    own.fields().stream().filter(field -> !MEANING.contains(field.id())).forEach(fields::add);
    model.fields().stream().filter(field -> MEANING.contains(field.id())).forEach(fields::add);
    fields.sort(Comparator.comparingInt(Field::id));
    return new Struct(fields);
  }

  private static List<Struct> elements(Struct metadata) {
    var elements = new ArrayList<Struct>();
    if (metadata.get(SCHEMA) instanceof Items items) {
      items.values().forEach(item -> elements.add((Struct) item));
    }
    return elements;
  }

  /// Every row group says the names of its columns, too.
  private static Items renamed(Items groups, List<Items> paths) {
    return mapped(
        groups,
        group -> {
          var columns = (Items) group.get(COLUMNS);
          var chunks = new ArrayList<Thrift>();
          for (int column = 0; column < columns.values().size(); column++) {
            var chunk = (Struct) columns.values().get(column);
            var metadata = (Struct) chunk.get(META_DATA);
            chunks.add(chunk.with(META_DATA, metadata.with(PATH, paths.get(column))));
          }
          return group.with(COLUMNS, new Items(Thrift.STRUCT, chunks));
        });
  }

  private static Items mapped(Items groups, UnaryOperator<Struct> change) {
    return new Items(
        groups.type(),
        groups.values().stream().<Thrift>map(group -> change.apply((Struct) group)).toList());
  }

  /// The path of every column that has values, from the root down.
  private static List<Items> leaves(List<Struct> elements) {
    var leaves = new ArrayList<Items>();
    int at = 1;
    while (at < elements.size()) {
      at = leaves(elements, at, List.of(), leaves);
    }
    return leaves;
  }

  private static int leaves(List<Struct> elements, int at, List<Thrift> above, List<Items> leaves) {
    var element = elements.get(at);
    var path = new ArrayList<>(above);
    path.add(element.get(NAME));
    int end = at + 1;
    if (!element.has(CHILDREN)) {
      leaves.add(new Items(Thrift.BINARY, path));
      return end;
    }
    for (int child = 0; child < Thrift.integer((Encoded) element.get(CHILDREN)); child++) {
      end = leaves(elements, end, path, leaves);
    }
    return end;
  }
}
