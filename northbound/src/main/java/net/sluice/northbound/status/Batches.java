package net.sluice.northbound.status;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A stream cut into lists, which are filled when they are read. */
final class Batches {
  private Batches() {}

  /** Returns the elements in lists of {@code size}. The last list may be shorter. */
  static <T> Stream<List<T>> of(Stream<T> elements, int size) {
    Iterator<T> source = elements.iterator();
    Iterator<List<T>> batches =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return source.hasNext();
          }

          @Override
          public List<T> next() {
            List<T> batch = new ArrayList<>(size);
            while (batch.size() < size && source.hasNext()) {
              batch.add(source.next());
            }
            return batch;
          }
        };
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(batches, Spliterator.ORDERED), false)
        .onClose(elements::close);
  }
}
