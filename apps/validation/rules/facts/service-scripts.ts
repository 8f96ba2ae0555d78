/**
 * Scripts from elsewhere that nobody but their owner can change: what a page loads to let people log in, pay, see a map or a
 * film. An attacker cannot put anything there. Not in here, because anybody's code comes from there: mirrors of registries, shares of
 * files, repositories, sites of users, and services whose customers add scripts to what they serve (containers of tags, tests of variants).
 */

/** Files of services that take no code in their queries: names of functions at most. What the query says may be unknown. */
const WITH_ANY_QUERY = new Set([
  'accounts.google.com/gsi/client', 'maps.googleapis.com/maps/api/js', 'maps.google.com/maps/api/js', 'www.google.com/recaptcha/api.js', 'www.google.com/recaptcha/enterprise.js',
  'www.recaptcha.net/recaptcha/api.js', 'www.recaptcha.net/recaptcha/enterprise.js', 'js.hcaptcha.com/1/api.js', 'hcaptcha.com/1/api.js', 'challenges.cloudflare.com/turnstile/v0/api.js',
  'www.paypal.com/sdk/js', 'www.youtube.com/iframe_api', 'www.youtube.com/player_api', 'js.stripe.com/v3/', 'js.stripe.com/v3',
  // A language, a key of an account, a version.
  'connect.facebook.net/\0/sdk.js', 'webapi.amap.com/ui/\0/main.js', 'cdn.tiny.cloud/1/\0/tinymce/\0/tinymce.min.js', 'cdn.plot.ly/plotly-\0.min.js', 'www.clarity.ms/tag/\0',
  'widget.intercom.io/widget/\0', 'js.driftt.com/include/\0/\0.js', 'static.hotjar.com/c/hotjar-\0.js', 'cdn.heapanalytics.com/js/heap-\0.js', 'code.tidio.co/\0.js', 'widget.usersnap.com/load/\0', 'widget.usersnap.com/global/load/\0',
  'static.zdassets.com/ekr/snippet.js', 'hm.baidu.com/hm.js',
]);

/** Files of services that are asked for with a key, a version and parts of their own; only the name of the function that they call when they are there has to be known. */
const WITH_KEY = new Set([
  'api.map.baidu.com/api', 'api.map.baidu.com/getscript', 'api.tianditu.gov.cn/api', 'map.qq.com/api/gljs', 'map.qq.com/api/js', 'webapi.amap.com/maps', 'webapi.amap.com/loca',
  'dapi.kakao.com/v2/maps/sdk.js', 'openapi.map.naver.com/openapi/v3/maps.js', 'oapi.map.naver.com/openapi/v3/maps.js', 'www.bing.com/api/maps/mapcontrol', 'api-maps.yandex.ru/2.1/', 'api-maps.yandex.ru/v3/',
  // Advertisements: the number of an account, and the name of what is called.
  'analytics.tiktok.com/i18n/pixel/events.js',
  'js.hcaptcha.com/1/secure-api.js', 'smartcaptcha.yandexcloud.net/captcha.js', 'smartcaptcha.cloud.yandex.ru/captcha.js', 'www.sandbox.paypal.com/sdk/js',
]);
/** A function that is to be called whose name nobody knows: some services repeat it as it is. */
const CALLS_BACK = /(?:^|&)\w*(?:callback|jsonp|cb|onload)\w*=[^&]*\0/i;

/** Folders (up to a slash) and files that only their owner fills; the whole address has to be known. */
const WITHOUT_UNKNOWNS: readonly string[] = [
  // To log in.
  'apis.google.com/js/', 'connect.facebook.net/', 'appleid.cdn-apple.com/appleauth/static/jsapi/', 'platform.linkedin.com/', 'alcdn.msauth.net/', 'alcdn.msftauth.net/', 'telegram.org/js/', 'cdn.auth0.com/js/',
  'static.line-scdn.net/', 'developers.kakao.com/sdk/js/', 't1.kakaocdn.net/kakao_js_sdk/', 'static.nid.naver.com/js/',
  // To pay.
  'js.stripe.com/', 'checkout.stripe.com/', 'www.paypalobjects.com/api/', 'js.braintreegateway.com/', 'checkout.razorpay.com/v1/', 'web.squarecdn.com/', 'sandbox.web.squarecdn.com/', 'js.squareup.com/', 'pay.google.com/gp/p/js/',
  'applepay.cdn-apple.com/', 'x.klarnacdn.net/', 'js.klarna.com/', 'cdn.plaid.com/link/', 'js.paystack.co/', 'checkout.flutterwave.com/', 'sdk.mercadopago.com/js/', 'cdn.paddle.com/paddle/', 'app.lemonsqueezy.com/js/',
  'checkoutshopper-live.adyen.com/', 'static-na.payments-amazon.com/', 'static-eu.payments-amazon.com/', 'js.authorize.net/', 'jstest.authorize.net/', 'app.midtrans.com/snap/', 'app.sandbox.midtrans.com/snap/',
  'js.chargebee.com/', 'js.recurly.com/', 'cdn.omise.co/', 'js.mollie.com/', 'cdn.checkout.com/js/', 'js.afterpay.com/', 'portal.afterpay.com/', 'cdn1.affirm.com/js/', 'js.tosspayments.com/', 'cdn.iamport.kr/', 'sdk.monnify.com/plugin/', 'js.xendit.co/', 'js.iugu.com/',
  // Maps.
  'api.mapbox.com/mapbox-gl-js/', 'api.tiles.mapbox.com/mapbox-gl-js/', 'js.arcgis.com/', 'www.bing.com/api/maps/', 'atlas.microsoft.com/sdk/javascript/', 'api-maps.yandex.ru/', 'webapi.amap.com/loader.js',
  'cdn.apple-mapkit.com/mk/', 'js.api.here.com/', 'mapapi.qq.com/web/',
  // To tell people from machines.
  'challenges.cloudflare.com/turnstile/', 'static.geetest.com/', 'turing.captcha.qcloud.com/', 'captcha.gtimg.com/',
  // Films, music, posts of others, translations, editors.
  'player.vimeo.com/api/', 'imasdk.googleapis.com/js/', 'player.twitch.tv/js/', 'embed.twitch.tv/embed/', 'w.soundcloud.com/player/api.js', 'connect.soundcloud.com/sdk/', 'fast.wistia.com/assets/external/', 'fast.wistia.net/assets/external/',
  'sdk.scdn.co/', 'open.spotify.com/embed/iframe-api/', 'embed.videodelivery.net/embed/', 'embed.cloudflarestream.com/embed/', 'api.dmcdn.net/', 'platform.twitter.com/', 'platform.x.com/', 'platform.instagram.com/',
  'www.instagram.com/embed.js', 'assets.pinterest.com/js/', 'www.tiktok.com/embed.js', 'assets.calendly.com/assets/', 'embed.typeform.com/', 'static.addtoany.com/menu/', 'widget.trustpilot.com/bootstrap/', 'cdn.embedly.com/widgets/',
  'www.dropbox.com/static/api/', 'translate.google.com/translate_a/element.js', 'cdn.ckeditor.com/', 'cdn.tiny.cloud/1/', 'vjs.zencdn.net/', 'vk.com/js/api/', 'res.wx.qq.com/open/js/', 't1.daumcdn.net/mapjsapi/bundle/postcode/',
  // Help, news and questions of a product.
  'static.zdassets.com/ekr/', 'client.crisp.chat/l.js', 'widget.usepylon.com/widget/', 'wchat.freshchat.com/js/widget.js', 'beacon-v2.helpscout.net/', 'static.olark.com/jsclient/', 'cdn.livechatinc.com/tracking.js', 'js.intercomcdn.com/', 'cdn.headwayapp.co/widget.js',
  'app.getbeamer.com/js/beamer-embed.js', 'cdn.announcekit.app/widget-v2.js', 'js.refiner.io/', 'canny.io/sdk.js', 'js.userflow.com/', 'consent.cookiebot.com/uc.js', 'cdn.cookielaw.org/scripttemplates/',
  // Calls, documents, messages, work in other programs.
  'source.zoom.us/', 'meet.jit.si/external_api.js', 'media.twiliocdn.com/sdk/js/', 'sdk.twilio.com/js/', 'static.opentok.com/', 'js.pusher.com/', 'cdn.ably.com/lib/', 'cdn.socket.io/', 'cdn.onesignal.com/sdks/',
  'documentcloud.adobe.com/view-sdk/', 'documentservices.adobe.com/view-sdk/', 'acrobatservices.adobe.com/view-sdk/', 'appsforoffice.microsoft.com/lib/', 'res.cdn.office.net/teams-js/', 'js.live.net/', 'sdk.amazonaws.com/js/',
  // What makers of a tool publish of it.
  'cdn.plot.ly/', 'd3js.org/', 'cdn.datatables.net/', 'code.highcharts.com/', 'cdn.amcharts.com/lib/', 'www.amcharts.com/lib/', 'cdn.anychart.com/releases/', 'cdn.zingchart.com/', 'cdn.fusioncharts.com/fusioncharts/', 'cdn.syncfusion.com/', 'cdn3.devexpress.com/jslib/',
  'kendo.cdn.telerik.com/', 'cdn.quilljs.com/', 'cdn.mathjax.org/mathjax/', 'cdn.bokeh.org/bokeh/release/', 'cdn.babylonjs.com/', 'preview.babylonjs.com/', 'aframe.io/releases/', 'cesium.com/downloads/cesiumjs/releases/', 'use.fontawesome.com/releases/',
  'gw.alipayobjects.com/os/', 'ui5.sap.com/', 'sapui5.hana.ondemand.com/', 'openui5.hana.ondemand.com/', 'sdk.openui5.org/',
  'cdn.tailwindcss.com', 'cdn.tailwindcss.com/',
  // What Google itself publishes, and the releases of one library of its.
  'www.gstatic.com/', 'www.google.com/jsapi', 'storage.googleapis.com/workbox-cdn/releases/',
  // Visits, errors and advertisements, where accounts cannot add code.
  'static.cloudflareinsights.com/beacon.min.js', 'plausible.io/js/', 'cdn.usefathom.com/', 'snap.licdn.com/li.lms-analytics/', 'bat.bing.com/bat.js', 'static.ads-twitter.com/', 's.pinimg.com/ct/', 'sc-static.net/scevent.min.js', 'www.redditstatic.com/ads/', 'a.quora.com/qevents.js', 'mc.yandex.ru/metrika/',
  'cdn.mxpnl.com/libs/', 'cdn.amplitude.com/libs/', 'browser.sentry-cdn.com/', 'js.sentry-cdn.com/', 'www.datadoghq-browser-agent.com/', 'cdn.logrocket.io/', 'cdn.lr-ingest.io/', 'cdn.lr-in-prod.com/', 'js-agent.newrelic.com/', 'cdn.rollbar.com/rollbarjs/', 'cdn.raygun.io/raygun4js/', 'cdn.trackjs.com/', 'd2wy8f7a9ursnm.cloudfront.net/', 'js.monitor.azure.com/scripts/', 'az416426.vo.msecnd.net/scripts/',
  'web-sdk.smartlook.com/recorder.js', 'rec.smartlook.com/recorder.js', 'cdn.inspectlet.com/inspectlet.js', 'us-assets.i.posthog.com/static/', 'eu-assets.i.posthog.com/static/', 'app.posthog.com/static/', 'cdn.rudderlabs.com/', 'wcs.naver.net/wcslog.js', 'edge.fullstory.com/s/', 'www.clarity.ms/tag/',
  'cloud.umami.is/script.js', 'scripts.simpleanalyticscdn.com/', 'gc.zgo.at/count.js', 'static.getclicky.com/js', 'pagead2.googlesyndication.com/pagead/js/', 'securepubads.g.doubleclick.net/tag/js/', 'www.googletagservices.com/tag/js/',
];
/** One version of a file that takes any query, which may follow as it is. */
const VERSION_WITH_ANY_QUERY = /^js\.stripe\.com\/[a-z\d]+\/stripe\.js\0?$/;
const FOLDERS = WITHOUT_UNKNOWNS.filter((place) => place.endsWith('/'));
const FILES = new Set(WITHOUT_UNKNOWNS.filter((place) => !place.endsWith('/')));

/** A version, or what a template fills in for one: whatever it says, the rest leads into the same collection. */
const VERSION = String.raw`(?:\d+\.\d+\.\d+|(?:\0|\{\{[\w\s.|$-]{1,60}\}\}|<%[-=][\w\s.|$-]{1,60}%>)(?=[\w.-]*(?:\/|\.js$)))`;
/** One version of a library, from a collection that its owner fills: nobody else puts anything there, as everybody does in a registry and its mirrors. */
const COLLECTED = new RegExp(String.raw`^(?:https:)?\/\/(?:cdnjs\.cloudflare\.com\/ajax\/libs\/[\w.-]+|ajax\.googleapis\.com\/ajax\/libs\/[\w.-]+|ajax\.aspnetcdn\.com\/ajax\/[\w.-]+|code\.jquery\.com|(?:maxcdn|stackpath|netdna)\.bootstrapcdn\.com\/[\w.-]+)\/(?:[\w.-]+\/){0,4}?(?:[a-z.]+-)?${VERSION}[\w.-]*(?:\/[\w./-]*)?$`, 'i');
/** Counters of visits, under accounts whose owners cannot add code; containers of tags (`GTM-`) are code of anybody. */
const COUNTER = /^(?:https:)?\/\/(?:(?:www|ssl)\.google-analytics\.com\/(?:analytics|ga)\.js|www\.googletagmanager\.com\/gtag\/js\?id=(?:UA|G)-[\w-]+)$/;

/** Host, path and query of an address that is written as browsers read it. */
const PLAIN = /^(?:https:)?\/\/([a-z\d.-]+)(\/[\w./@\0-]*)?(?:\?([^#]*))?$/i;
/** Settings and names, in which no code has room that a server might repeat. */
const PLAIN_QUERY = /^(?:[\w.,:|~=&+*/-]|%(?:2[0CF]|3A|7C))*$/i;
/** What may be added to an address that takes any query. */
const MORE_QUERY = /^[?&]/;

/**
 * True for an address with code that nobody else can choose: of one version of a library, a counter or a service. `\0` stands
 * for what is unknown of it, `added` are shapes of what its script adds to addresses afterwards.
 */
export function isOwnersScript(address: string, added: readonly string[] = []): boolean {
  if (COLLECTED.test(address) || COUNTER.test(address)) return true;
  const [, host, path = '', query = ''] = PLAIN.exec(address) ?? [];
  if (host === undefined || path.includes('..')) return false;
  const place = host.toLowerCase() + path;
  if ((WITH_ANY_QUERY.has(place) || VERSION_WITH_ANY_QUERY.test(place)) && added.every((each) => MORE_QUERY.test(each))) return true;
  if (WITH_KEY.has(place) && added.length === 0 && PLAIN_QUERY.test(query.replaceAll('\0', '')) && !CALLS_BACK.test(query)) return true;
  if (added.length > 0 || path.includes('\0') || !PLAIN_QUERY.test(query)) return false;
  return FILES.has(place) || FOLDERS.some((folder) => place.startsWith(folder));
}
