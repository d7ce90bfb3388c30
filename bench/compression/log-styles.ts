/**
 * Sixteen styles of system logs, written from knowledge of their public formats: the same kinds of headers, identifiers and
 * repetition as the LogHub collection, but none of its lines. `<name>` is filled by log-lines.ts; each body is one event type,
 * and the number before it how often it comes.
 */
export interface LogStyle {
  name: string
  header: string
  events: readonly (readonly [weight: number, body: string])[]
}

const style = (name: string, header: string, events: LogStyle['events']): LogStyle => ({
  name,
  header,
  events,
})

export const logStyles: readonly LogStyle[] = [
  style('hdfs', '<hdfsTime> <pid> ', [
    [40, 'INFO dfs.DataNode$PacketResponder: PacketResponder <small> for block blk_<long> terminating'],
    [30, 'INFO dfs.DataNode$PacketResponder: Received block blk_<long> of size <size> from /<ip>'],
    [
      30,
      'INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated: <ip>:50010 is added to blk_<long> size <size>',
    ],
    [20, 'INFO dfs.DataNode$DataXceiver: Receiving block blk_<long> src: /<ip>:<port> dest: /<ip>:50010'],
    [3, 'WARN dfs.DataNode$DataXceiver: <ip>:50010:Got exception while serving blk_<long> to /<ip>:'],
    [
      1,
      'ERROR dfs.DataNode$DataXceiver: <ip>:50010:DataXceiver: java.io.IOException: Connection reset by peer',
    ],
  ]),
  style('spark', '<shortDate> <time> ', [
    [40, 'INFO executor.Executor: Running task <small>.0 in stage <small>.0 (TID <count>)'],
    [
      40,
      'INFO executor.Executor: Finished task <small>.0 in stage <small>.0 (TID <count>). <count> bytes result sent to driver',
    ],
    [20, 'INFO storage.BlockManager: Found block rdd_<small>_<small> locally'],
    [
      15,
      'INFO python.PythonRunner: Times: total = <small>, boot = -<small>, init = <small>, finish = <small>',
    ],
    [
      2,
      'WARN scheduler.TaskSetManager: Lost task <small>.0 in stage <small>.0 (TID <count>, <host>): ExecutorLostFailure',
    ],
  ]),
  style('bgl', '- <epoch> <dotDate> <rack> <bglTime> <rack> RAS ', [
    [40, 'KERNEL INFO generating core.<count>'],
    [20, 'KERNEL INFO CE sym <small>, at 0x<hex>, mask 0x<byte>'],
    [10, 'KERNEL INFO ciod: generated <small> core files for program /home/<user>/run/<word>.rts'],
    [5, 'KERNEL FATAL data TLB error interrupt'],
    [3, 'APP FATAL ciod: failed to read message prefix on control stream (CioStream socket to <ip>:<port>)'],
    [1, 'KERNEL FATAL machine check interrupt (bit=0x<byte>): L2 dcache unit data parity error'],
  ]),
  style('linux', '<syslogTime> combo ', [
    [
      30,
      'sshd(pam_unix)[<pid>]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=<ip>  user=root',
    ],
    [20, 'sshd(pam_unix)[<pid>]: check pass; user unknown'],
    [20, 'ftpd[<pid>]: connection from <ip> (<host>) at <syslogTime> 2005'],
    [6, 'su(pam_unix)[<pid>]: session opened for user <user> by (uid=0)'],
    [6, 'su(pam_unix)[<pid>]: session closed for user <user>'],
    [2, 'logrotate: ALERT exited abnormally with [<small>]'],
    [1, 'kernel: Out of memory: Killed process <pid> (httpd).'],
  ]),
  style('openssh', '<syslogTime> LabSZ sshd[<pid>]: ', [
    [30, 'Failed password for root from <ip> port <port> ssh2'],
    [20, 'Failed password for invalid user <user> from <ip> port <port> ssh2'],
    [20, 'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=<ip> '],
    [15, 'Received disconnect from <ip>: 11: Bye Bye [preauth]'],
    [6, 'reverse mapping checking getaddrinfo for <host> [<ip>] failed - POSSIBLE BREAK-IN ATTEMPT!'],
    [2, 'fatal: Write failed: Connection reset by peer [preauth]'],
    [1, 'Accepted password for <user> from <ip> port <port> ssh2'],
  ]),
  style('apache', '[<apacheTime>] ', [
    [30, '[notice] jk2_init() Found child <pid> in scoreboard slot <small>'],
    [30, '[notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties'],
    [20, '[error] mod_jk child workerEnv in error state <small>'],
    [6, '[error] [client <ip>] Directory index forbidden by rule: /var/www/html/'],
    [1, '[error] mod_jk child init <small> -<small>'],
  ]),
  style('zookeeper', '<isoComma> - ', [
    [
      30,
      'WARN  [SendWorker:<long>:QuorumCnxManager$SendWorker@<count>] - Interrupted while waiting for message on queue',
    ],
    [30, 'INFO  [/<ip>:3888:QuorumCnxManager$Listener@493] - Received connection request /<ip>:<port>'],
    [
      15,
      'INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001] - Closed socket connection for client /<ip>:<port> which had sessionid 0x<hex>',
    ],
    [
      5,
      'WARN  [RecvWorker:<long>:QuorumCnxManager$RecvWorker@762] - Connection broken for id <long>, my id = <small>, error = ',
    ],
    [
      1,
      'ERROR [LearnerHandler-/<ip>:<port>:LearnerHandler@562] - Unexpected exception causing shutdown while sock still open',
    ],
  ]),
  style('mac', '<syslogTime> <laptop> ', [
    [
      20,
      'kernel[0]: ARPT: <float>: wl0: wl_update_tcpkeep_seq: Original Seq: <long>, Ack: <long>, Win size: <count>',
    ],
    [
      15,
      'com.apple.cts[<pid>]: com.apple.<word>.daily: scheduler_evaluate_activity told me to run this job; however, but the start time is not for <count> seconds.  Ignoring.',
    ],
    [15, 'kernel[0]: AppleThunderboltNHIType2::waitForOk2Go2Sx - retries = <small>'],
    [
      10,
      'corecaptured[<pid>]: CCFile::captureLog Received Capture notice id: <float>, reason = AuthFail:sts:<small>_rsn:<small>',
    ],
    [6, 'QQ[<pid>]: FA||Url||taskID[<long>] dealloc'],
    [
      3,
      "Microsoft Word[<pid>]: Cocoa scripting error for '0x<hex>': four character codes must be four characters long.",
    ],
    [1, 'kernel[0]: hfs: mounted <word> on device disk<small>s<small>'],
  ]),
  style('proxifier', '[<dotTime>] chrome.exe - ', [
    [40, 'proxy.cse.example.edu:5070 open through proxy proxy.cse.example.edu:5070 HTTPS'],
    [
      40,
      'proxy.cse.example.edu:5070 close, <count> bytes sent, <count> bytes received, lifetime <small>:<two>',
    ],
    [
      10,
      '<host>:443 close, <count> bytes (<float> KB) sent, <count> bytes (<float> KB) received, lifetime <1 sec',
    ],
    [
      1,
      '<host>:80 error : Could not connect through proxy proxy.cse.example.edu:5070 - Proxy server cannot establish a connection',
    ],
  ]),
  style('android', '<androidTime>  <pid>  <pid> ', [
    [
      30,
      'D PowerManagerService: acquireWakeLockInternal: lock=<long>, flags=0x1, tag="View Lock", name=com.android.systemui, ws=null, uid=<count>, pid=<pid>',
    ],
    [
      20,
      'D PowerManagerService: ready=true,policy=<small>,wakefulness=1,wksummary=0x<byte>,uasummary=0x1,bootcompleted=true',
    ],
    [
      20,
      'I PhoneStatusBar: setSystemUiVisibility vis=<small> mask=ffffffff oldVal=<count> newVal=<count> diff=<count>',
    ],
    [
      10,
      'V WindowManager: Skipping AppWindowToken{<hex> token=Token{<hex> ActivityRecord{<hex> u0 com.tencent.<word>/.Main t<count>}}} -- going to hide',
    ],
    [
      3,
      'W ActivityManager: getRunningAppProcesses: caller <count> does not hold REAL_GET_TASKS; limiting output',
    ],
    [1, 'E WifiStateMachine: FATAL no supplicant in state <small>'],
  ]),
  style('healthapp', '<healthTime>|Step_<word>|<count>|', [
    [30, 'onStandStepChanged <count>'],
    [20, 'onExtend:<long> <small> <small> <small>'],
    [20, 'getTodayTotalDetailSteps = <long>##<count>##<count>##<count>##<count>##<count>'],
    [10, 'calculateCaloriesWithCache totalCalories=<count>'],
    [2, 'processHandleBroadcastAction action:android.intent.action.TIME_TICK'],
  ]),
  style('hadoop', '<isoComma> ', [
    [
      30,
      'INFO [AsyncDispatcher event handler] org.apache.hadoop.mapreduce.v2.app.job.impl.TaskAttemptImpl: attempt_<long>_0001_m_<count>_<small> TaskAttempt Transitioned from NEW to UNASSIGNED',
    ],
    [
      20,
      'INFO [ContainerLauncher #<small>] org.apache.hadoop.yarn.client.api.impl.ContainerManagementProtocolProxy: Opening proxy : <host>:<port>',
    ],
    [
      20,
      'WARN [LeaseRenewer:<user>@<host>:9000] org.apache.hadoop.hdfs.LeaseRenewer: Failed to renew lease for [DFSClient_NONMAPREDUCE_<long>_1] for <count> seconds.  Will retry shortly ...',
    ],
    [
      10,
      'INFO [RMCommunicator Allocator] org.apache.hadoop.ipc.Client: Retrying connect to server: <host>:8030. Already tried <small> time(s)',
    ],
    [
      1,
      'ERROR [RMCommunicator Allocator] org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator: ERROR IN CONTACTING RM. ',
    ],
  ]),
  style('openstack', 'nova-api.log.1.<isoDate>_<time> <isoDot> <pid> ', [
    [
      40,
      'INFO nova.osapi_compute.wsgi.server [req-<uuid> <guid> <guid> - - -] <ip> "GET /v2/<guid>/servers/detail HTTP/1.1" status: 200 len: <count> time: <float>',
    ],
    [15, 'INFO nova.compute.manager [-] [instance: <uuid>] VM Started (Lifecycle Event)'],
    [
      15,
      'INFO nova.virt.libvirt.imagecache [req-<uuid> - - - - -] image <uuid> at (/var/lib/nova/instances/_base/<guid>): checking',
    ],
    [
      5,
      'WARNING nova.virt.libvirt.imagecache [req-<uuid> - - - - -] Unknown base file: /var/lib/nova/instances/_base/<guid>',
    ],
    [
      1,
      'ERROR nova.compute.manager [req-<uuid> <guid> <guid> - - -] [instance: <uuid>] Instance failed to spawn',
    ],
  ]),
  style('thunderbird', '- <epoch> <dotDate> <node> <syslogTime> <node>/<node> ', [
    [30, 'crond(pam_unix)[<pid>]: session opened for user root by (uid=0)'],
    [30, 'crond(pam_unix)[<pid>]: session closed for user root'],
    [20, 'crond[<pid>]: (root) CMD (run-parts /etc/cron.hourly)'],
    [10, 'dhcpd: DHCPDISCOVER from <mac> via eth1'],
    [6, 'ntpd[<pid>]: synchronized to <ip>, stratum <small>'],
    [1, 'kernel: EXT3-fs error (device sda<small>): ext3_journal_start_sb: Detected aborted journal'],
  ]),
  style('windows', '<isoDate> <time>, Info                  ', [
    [
      30,
      'CBS    Loaded Servicing Stack v6.1.7601.<count> with Core: C:\\Windows\\winsxs\\amd64_microsoft-windows-servicingstack_<guid>\\cbscore.dll',
    ],
    [
      20,
      'CSI    <hex> IAdvancedInstallerAwareStore_ResolvePendingTransactions (call <small>) (flags = 00000004, progress = NULL, phase = 0)',
    ],
    [20, 'CBS    Session: <long>_<long> initialized by client WindowsUpdateAgent.'],
    [
      5,
      'CBS    Read out cached package applicability for package: Package_for_KB<count>~31bf3856ad364e35~amd64~~6.1.1.<small>, ApplicableState: 112, CurrentState:<count>',
    ],
    [1, 'CBS    Failed to internally open package. [HRESULT = 0x800f0805 - CBS_E_INVALID_PACKAGE] FAILED'],
  ]),
  style('hpc', '<count> node-<small> ', [
    [
      30,
      'unix.hw state_change.unavailable <epoch> 1 Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID=<count>)',
    ],
    [20, 'action start <epoch> 1 boot  (command <count>)'],
    [
      15,
      'unix.hw net.niff.up <epoch> 1 NIFF: node node-<small> has detected an available network connection on network <ip> via interface alt0',
    ],
    [
      5,
      'unix.hw net.niff.up <epoch> 1 NIFF: node node-<small> has detected an available network connection on network <ip> via interface ee0',
    ],
    [
      2,
      'boot_cmd new <epoch> 1 Targeting domains:node-D<small> and nodes:node-[<small>-<small>] child of command <count>',
    ],
    [
      1,
      'clusterfilesystem full <epoch> 1 PANIC ServerFileSystem: An ServerFileSystem domain panic has occurred on storage<count>',
    ],
  ]),
]
