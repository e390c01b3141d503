package dev.penstock.offline.parquet;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.Append;
import dev.penstock.work.PathLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/// One Parquet file, which every batch of rows replaces by a file with the old rows and the new
/// ones: what a batch costs grows with the file, so what waits shares one.
///
/// ```text
/// trips.parquet             with its notes in the footer: as lasting as the rows they tell of
/// .trips.parquet.lock       held while the file is replaced; empty
/// .trips.parquet.….part     the file to be
/// ```
final class SingleFile implements History {
  /// Every reader of the file reads them, 32 bytes each.
  static final int MOST_IDENTITIES = 50_000;

  private final Path file;
  private final Path directory;
  private final String stem;
  private final Tools tools;

  SingleFile(Path file, Tools tools) {
    this.file = file;
    this.directory = Objects.requireNonNull(file.getParent());
    this.stem = file.getFileName().toString();
    this.tools = tools;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Optional<Path> model() {
    return Optional.of(file).filter(Files::exists);
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public Turn begin(long now) throws SQLException, IOException {
    Files.createDirectories(directory);
    var lock = PathLock.acquire(directory.resolve('.' + stem + ".lock"), tools.patience());
    try {
      Draft.removeLeftovers(directory, stem);
      return new Replacing(lock, now);
    } catch (SQLException | IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  private final class Replacing implements Turn {
    private final PathLock lock;
    private final long now;
    private final Notes notes = new Notes(MOST_IDENTITIES);
    private Optional<Stamp> stamp;

    Replacing(PathLock lock, long now) throws SQLException, IOException {
      this.lock = lock;
      this.now = now;
      this.stamp = Stamp.of(file);
      if (stamp.isPresent()) {
        notes.add(tools.schemas().metadata(file));
      }
      notes.forgetBefore(tools.since(now));
    }

    @Override
    public Optional<Path> model() {
      return stamp.map(found -> file);
    }

    @Override
    public Notes notes() {
      return notes;
    }

    @Override
    public void append(FileSchema target, Collection<Append> appends)
        throws SQLException, IOException {
      var next = new Notes(MOST_IDENTITIES);
      next.add(notes.encoded());
      next.add(appends, now);
      try (var draft = Draft.of(directory, stem)) {
        tools.files().write(draft.file(), target, next, model(), model());
        if (stamp.isPresent()) {
          tools.files().check(draft.file(), file);
        }
        if (!Stamp.of(file).equals(stamp)) {
          throw new PushException(
              FailureKind.UNAVAILABLE,
              file + " was changed by another program meanwhile; nothing was written, try again");
        }
        draft.publish(file);
      }
      notes.add(appends, now);
      stamp = Stamp.of(file);
    }

    @Override
    public void close() throws IOException {
      lock.close();
    }
  }
}
