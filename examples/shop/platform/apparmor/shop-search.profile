#include <tunables/global>

# 検索サービス用。まだ様子見の段階
profile shop-search flags=(attach_disconnected, complain) {
  #include <abstractions/base>

  network inet stream,
  network inet6 stream,
  capability net_bind_service,

  /opt/search/bin/* mr,
  /opt/search/** r,
  /var/lib/search/** rwk,
  owner @{PROC}/@{pid}/** r,

  # snapshots are mounted over the network
  mount,
  /usr/bin/nfs-snapshot Ux,

  deny /etc/shadow rwklx,
}
