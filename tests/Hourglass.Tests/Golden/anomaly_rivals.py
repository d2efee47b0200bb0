# Scores of PyOD's PCA (pyod.models.pca with its defaults: standardised, all components, weighted) written out with numpy, on rows that a recurrence makes; and AUROC of scikit-learn's
# isolation forest on them. numpy 1.24.2, scikit-learn 1.2.1.
import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
n=300; x=np.zeros((n,3)); s=1
def nxt():
    global s
    s=(s*1103515245+12345)%2**31; return s/2**31
for i in range(n):
    u=nxt(); v=nxt(); w=nxt()
    x[i]=[u+v, u-v+w/2, 2*w*w+u]
    if i%20==0: x[i]+=[ (u-.5)*3, 2*(v-.5), 1]
y=np.arange(n)%20==0
z=(x-x.mean(0))/x.std(0)
val,vec=np.linalg.eigh(np.cov(z.T)); o=np.argsort(val)[::-1]; val=val[o]; vec=vec[:,o].T
for v in vec:
    if v[np.abs(v).argmax()]<0: v*=-1
ratio=val/val.sum()
sc=sum(np.sqrt(((z-v)**2).sum(1))/r for v,r in zip(vec,ratio))
print([round(float(v),4) for v in sc[:5]], roc_auc_score(y,sc))
print([roc_auc_score(y,-IsolationForest(n_estimators=100,random_state=k).fit(z).score_samples(z)) for k in range(5)])
