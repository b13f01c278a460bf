package net.sluice.northbound.status;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Cuts a stream into lists, lazily. */
final class Batches {
  private Batches() {}

  /** The elements in lists of {@code size}, the last of which may be shorter. */
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
