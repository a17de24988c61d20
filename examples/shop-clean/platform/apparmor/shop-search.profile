#include <tunables/global>

profile shop-search flags=(attach_disconnected) {
  #include <abstractions/base>

  network inet stream,
  network inet6 stream,
  capability net_bind_service,

  /opt/search/bin/* mr,
  /opt/search/** r,
  /var/lib/search/** rwk,
  owner @{PROC}/@{pid}/** r,

  mount fstype=nfs4 options=(ro, nosuid, nodev) snapshots.shop.example:/search -> /var/lib/search/snapshots/,
  /usr/bin/nfs-snapshot Px -> shop-search//snapshot,

  profile snapshot {
    /usr/bin/nfs-snapshot mr,
    /var/lib/search/snapshots/** r,
  }

  deny /etc/shadow rwklx,
}
