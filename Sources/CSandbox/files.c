#include "CSandbox.h"

// C23's #embed, which clang knows in every C.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define FILE_OF(name) static const unsigned char name[] =
// clang-format off
FILE_OF(init) {
#embed "scripts/init"
};
FILE_OF(agent) {
#embed "scripts/agent"
};
FILE_OF(site) {
#embed "scripts/site"
};
FILE_OF(daemons) {
#embed "scripts/daemons"
};
FILE_OF(bus) {
#embed "scripts/bus.conf"
};
FILE_OF(uml) {
#embed "scripts/uml"
};
FILE_OF(registers) {
#embed "scripts/uml-registers.c"
};
FILE_OF(rehearsal) {
#embed "scripts/rehearsal"
};
// clang-format on

static const struct csandbox_file files[] = {
    {"init", init, sizeof init},
    {"agent", agent, sizeof agent},
    {"site", site, sizeof site},
    {"daemons", daemons, sizeof daemons},
    {"bus.conf", bus, sizeof bus},
    {"uml", uml, sizeof uml},
    {"uml-registers.c", registers, sizeof registers},
    {"rehearsal", rehearsal, sizeof rehearsal},
    {NULL, NULL, 0},
};

struct csandbox_file csandbox_file_at(size_t number) {
    size_t last = sizeof files / sizeof *files - 1;
    return files[number < last ? number : last];
}
