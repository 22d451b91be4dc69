/* Plugins, their code in memory, and the places from which they are called. */
#include "internal.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_IMAGES = 4 * MOST_PLUGINS };

struct image {
    uintptr_t start;
    uintptr_t end;
    uint32_t plugin;
};

/* Entries are complete before the count says that they are there. */
static struct description plugins[MOST_PLUGINS];
static struct description sites[MOST_SITES];
static struct image images[MOST_IMAGES];
static _Atomic uint32_t plugin_count, site_count, image_count;
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;

static uint32_t add(struct description *table, _Atomic uint32_t *count, uint32_t most, struct description entry) {
    entry.json = strdup(entry.json);
    entry.text = strdup(entry.text);
    pthread_mutex_lock(&adding);
    uint32_t index = atomic_load(count);
    if (index < most && entry.json && entry.text) {
        table[index] = entry;
        atomic_store(count, ++index);
    } else {
        index = 0;
    }
    pthread_mutex_unlock(&adding);
    return index;
}

uint32_t recorder_add_plugin(const char *json, const char *text) {
    return add(plugins, &plugin_count, MOST_PLUGINS, (struct description){json, text, 0});
}

uint32_t recorder_add_site(uint32_t plugin, const char *json, const char *text) {
    return add(sites, &site_count, MOST_SITES, (struct description){json, text, plugin});
}

struct search {
    uintptr_t base;
    uint32_t plugin;
};

static int add_segments(struct dl_phdr_info *info, size_t size, void *context) {
    const struct search *search = context;
    (void)size;
    if (info->dlpi_addr != search->base) return 0;
    for (int index = 0; index < info->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[index];
        uint32_t count = atomic_load(&image_count);
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || count == MOST_IMAGES) continue;
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        images[count] = (struct image){start, start + part->p_memsz, search->plugin};
        atomic_store(&image_count, count + 1);
    }
    return 1;
}

void recorder_add_image(uint32_t plugin, void *handle) {
    struct link_map *map = NULL;
    if (!plugin || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || !map) return;
    struct search search = {map->l_addr, plugin};
    pthread_mutex_lock(&adding);
    dl_iterate_phdr(add_segments, &search);
    pthread_mutex_unlock(&adding);
}

const struct description *recorder_plugin(uint32_t plugin) {
    return plugin && plugin <= atomic_load(&plugin_count) ? &plugins[plugin - 1] : NULL;
}

const struct description *recorder_site(uint32_t site) {
    return site && site <= atomic_load(&site_count) ? &sites[site - 1] : NULL;
}

uint32_t recorder_plugin_at(uintptr_t address) {
    uint32_t count = atomic_load(&image_count);
    for (uint32_t index = 0; index < count; index++)
        if (address >= images[index].start && address < images[index].end) return images[index].plugin;
    return 0;
}
