package dev.penstock.offline.parquet;

import dev.penstock.offline.Append;
import dev.penstock.work.PathLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A directory of Parquet files, to which every batch of rows adds one.
///
/// ```text
/// penstock-00001768000000000000-6f0c….parquet   rows, and their batches and all streams in the footer
/// .penstock.lock                                held while a file is added; says who added the last one
/// .penstock.….part                              a file to be
/// ```
///
/// Identities are read once per file, when it is new here; as long as nobody else adds files, none
/// is looked for. The newest file says where all streams are, however old it is.
final class Directory implements History {
  private static final int MOST_IDENTITIES = 500_000;
  private static final String STEM = "penstock";
  private static final Pattern OWN = Pattern.compile("penstock-([0-9]{20})-.*\\.parquet");
  private static final int WORD_BYTES = 16;
  private static final Comparator<Path> AGE =
      Comparator.<Path>comparingLong(file -> recorded(file.getFileName().toString()))
          .thenComparing(Comparator.naturalOrder());

  private final Path directory;
  private final Tools tools;
  private final Notes notes = new Notes(MOST_IDENTITIES);
  // In the order of their times.
  private final TreeSet<String> known = new TreeSet<>();
  private @Nullable UUID lastWord;
  private @Nullable Path model;

  Directory(Path directory, Tools tools) {
    this.directory = directory;
    this.tools = tools;
  }

  @Override
  public Path directory() {
    return directory;
  }

  /// The newest file of this store, whose columns are those of all others; if there is none, the
  /// last one by name.
  @Override
  public Optional<Path> model() throws IOException {
    return newest(files());
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public Turn begin(long now) throws SQLException, IOException {
    Files.createDirectories(directory);
    var lock = PathLock.acquire(directory.resolve("." + STEM + ".lock"), tools.patience());
    try {
      catchUp(word(lock), now);
      return new Adding(lock, now);
    } catch (SQLException | IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  /// Whether there is a directory in it that may have files, too.
  boolean isNested() throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(directory, Directory::isNestedDirectory)) {
      return entries.iterator().hasNext();
    }
  }

  /// Learns what others have appended since this was last asked.
  private void catchUp(Optional<UUID> word, long now) throws SQLException, IOException {
    if (model == null || !Files.exists(model) || !word.equals(Optional.ofNullable(lastWord))) {
      Draft.removeLeftovers(directory, STEM);
      var files = files();
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (recorded(name) >= tools.since(now) && known.add(name)) {
          notes.add(tools.schemas().metadata(file));
        }
      }
      model = newest(files).orElse(null);
      if (model != null && !known.contains(model.getFileName().toString())) {
        notes.addStreams(tools.schemas().metadata(model));
      }
      lastWord = word.orElse(null);
    }
    notes.forgetBefore(tools.since(now));
    known.headSet(name(tools.since(now), "")).clear();
  }

  private List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    if (Files.isDirectory(directory)) {
      try (var entries = Files.newDirectoryStream(directory, Directory::isRead)) {
        entries.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }

  /// The files of a directory and of those in it, in the order in which their rows have arrived:
  /// those from elsewhere by their names, then those of this store by their times.
  static List<Path> filesBelow(Path directory) throws IOException {
    var files = new ArrayList<Path>();
    addFiles(directory, files);
    files.sort(AGE);
    return files;
  }

  private static void addFiles(Path directory, List<Path> files) throws IOException {
    try (var entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (isRead(entry)) {
          files.add(entry);
        } else if (isNestedDirectory(entry)) {
          addFiles(entry, files);
        }
      }
    }
  }

  private static Optional<Path> newest(List<Path> files) {
    return files.stream().max(AGE);
  }

  /// The time in the name of a file; before all times when it is not from here.
  private static long recorded(String name) {
    var own = OWN.matcher(name);
    return own.matches() ? Long.parseLong(own.group(1)) : Long.MIN_VALUE;
  }

  private static String name(long time, String end) {
    return "%s-%020d-%s".formatted(STEM, Math.max(0, time), end);
  }

  /// What Arrow, Dask and Spark take for a part of a directory's data.
  private static boolean isRead(Path path) {
    String name = path.getFileName().toString();
    return !isHidden(name) && name.endsWith(".parquet") && Files.isRegularFile(path);
  }

  private static boolean isNestedDirectory(Path path) {
    return !isHidden(path.getFileName().toString()) && Files.isDirectory(path);
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  private static Optional<UUID> word(PathLock lock) throws IOException {
    var bytes = ByteBuffer.allocate(WORD_BYTES);
    int read = lock.channel().read(bytes, 0);
    return read == WORD_BYTES
        ? Optional.of(new UUID(bytes.getLong(0), bytes.getLong(Long.BYTES)))
        : Optional.empty();
  }

  private static void leave(PathLock lock, UUID word) throws IOException {
    var bytes = ByteBuffer.allocate(WORD_BYTES);
    bytes.putLong(word.getMostSignificantBits()).putLong(word.getLeastSignificantBits()).flip();
    if (lock.channel().write(bytes, 0) != WORD_BYTES) {
      throw new IOException("the lock's file was not written");
    }
  }

  private final class Adding implements Turn {
    private final PathLock lock;
    private final long now;

    Adding(PathLock lock, long now) {
      this.lock = lock;
      this.now = now;
    }

    @Override
    public Optional<Path> model() {
      return Optional.ofNullable(model);
    }

    @Override
    public Notes notes() {
      return notes;
    }

    @Override
    public void append(FileSchema target, Collection<Append> appends)
        throws SQLException, IOException {
      var added = new Notes(appends.size());
      added.add(appends, now);
      added.addStreams(notes);
      var word = UUID.randomUUID();
      Path file = directory.resolve(name(time(), word + ".parquet"));
      try (var draft = Draft.of(directory, STEM)) {
        tools.files().write(draft.file(), target, added, Optional.empty(), model());
        checkIfForeign(draft.file());
        // First, so that the others look for the file even if this process ends in between.
        leave(lock, word);
        draft.publish(file);
      }
      lastWord = word;
      model = file;
      known.add(file.getFileName().toString());
      notes.add(appends, now);
    }

    /// The files of this store have been checked, and do not change.
    private void checkIfForeign(Path file) throws SQLException {
      if (model != null && recorded(model.getFileName().toString()) < 0) {
        tools.files().check(file, model);
      }
    }

    /// The newest file is the model, whatever the clocks of other processes say.
    private long time() {
      long last = model().map(file -> recorded(file.getFileName().toString())).orElse(0L);
      return Math.max(Math.max(now, 0), last + 1);
    }

    @Override
    public void close() throws IOException {
      lock.close();
    }
  }
}
