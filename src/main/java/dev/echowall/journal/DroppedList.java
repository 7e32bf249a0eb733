package dev.echowall.journal;

import java.util.ArrayList;
import java.util.List;

/** Collects what is dropped, up to a limit. */
final class DroppedList {
    private final List<Dropped> list = new ArrayList<>();

    void add(Dropped each) {
        if (list.size() < Restored.MOST_DROPPED) {
            list.add(each);
        }
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    List<Dropped> list() {
        return List.copyOf(list);
    }
}
