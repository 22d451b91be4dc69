/* What is written down of a fault: one line of JSON. */
#include "internal.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

static _Atomic int file = -1;

void recorder_set_file(int descriptor) { atomic_store(&file, descriptor); }

static const char *const op_names[] = {
    "", "load", "entry", "configure", "release", "create", "destroy", "activate", "deactivate",
    "filter", "transform", "sign", "verify", "prepare", "submit", "cancel", "drain",
    "foresee",
};

static const char *op_name(uint32_t op) { return op < sizeof op_names / sizeof *op_names ? op_names[op] : ""; }

static const char *signal_name(int signal) {
    switch (signal) {
    case 0: return "";
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGTRAP: return "SIGTRAP";
    case SIGFPE: return "SIGFPE";
    case SIGABRT: return "SIGABRT";
    default: return "a signal";
    }
}

/* A call names its delivery; without one, whatever the plugin had in flight is named. */
static void write_deliveries(struct line *line, const struct fault *fault) {
    line_text(line, ",\"deliveries\":[");
    if (fault->call.site) {
        if (fault->call.delivery) line_number(line, fault->call.delivery);
    } else if (fault->plugin) {
        uint32_t bound = recorder_flight_bound();
        int is_first = 1;
        for (uint32_t index = 0; index < bound; index++) {
            const struct description *site = recorder_site(atomic_load(&recorder_flights[index].site));
            if (!site || site->plugin != fault->plugin) continue;
            if (!is_first) line_text(line, ",");
            is_first = 0;
            line_number(line, atomic_load(&recorder_flights[index].delivery));
        }
    }
    line_text(line, "]");
}

void recorder_write(const struct fault *fault) {
    int descriptor = atomic_load(&file);
    if (descriptor < 0) return;
    const struct description *plugin = recorder_plugin(fault->plugin);
    const struct description *site = recorder_site(fault->call.site);
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    struct line line = {0, descriptor, ""};
    line_text(&line, "{\"fault\":\"");
    line_text(&line, fault->signal ? "crash" : "hang");
    line_text(&line, "\",\"signal\":\"");
    line_text(&line, signal_name(fault->signal));
    line_text(&line, "\",\"told_by\":\"");
    line_text(&line, fault->how);
    line_text(&line, "\",\"op\":\"");
    line_text(&line, op_name(fault->call.op));
    line_text(&line, "\",\"time_us\":");
    line_number(&line, (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
    if (plugin) {
        line_text(&line, ",\"plugin\":");
        line_text(&line, plugin->json);
    }
    if (site) {
        line_text(&line, ",\"site\":");
        line_text(&line, site->json);
    }
    write_deliveries(&line, fault);
    line_text(&line, "}\n");
    line_flush(&line);
    fdatasync(descriptor);
}

void recorder_explain(const struct fault *fault, const char *before, const char *after) {
    const struct description *plugin = recorder_plugin(fault->plugin);
    const struct description *site = recorder_site(fault->call.site);
    struct line line = {0, STDERR_FILENO, ""};
    line_text(&line, "penstock: ");
    line_text(&line, before);
    line_text(&line, plugin ? plugin->text : "Penstock itself");
    line_text(&line, fault->signal ? " crashed (" : " hung");
    if (fault->signal) line_text(&line, signal_name(fault->signal)), line_text(&line, ")");
    if (site) {
        line_text(&line, " in ");
        line_text(&line, op_name(fault->call.op));
        line_text(&line, site->text);
    }
    line_text(&line, after);
    line_text(&line, "\n");
    line_flush(&line);
}
